// Makes the kth call that changes files go wrong, for tests of what is left then. As a module: failFiles({ at, code, fs }).
// With `node --require` and FAIL_FILES=AT:KILL the process is ended by SIGKILL there.
const nodeFs = require('node:fs');

const names = ['writeFileSync', 'renameSync', 'linkSync', 'copyFileSync', 'openSync', 'mkdirSync', 'chmodSync'];

/** A write that fails or is killed has written half. Returns how many calls there were, and how to end it. */
function failFiles({ at, code, fs = nodeFs }) {
  const real = Object.fromEntries(names.map((name) => [name, fs[name]]));
  const state = { calls: 0, failed: false };
  for (const name of names) {
    fs[name] = (...args) => {
      // Readers open files, too.
      if (name === 'openSync' && !/[wa+]/.test(String(args[1] ?? 'r'))) return real[name](...args);
      state.calls += 1;
      if (state.calls !== at) return real[name](...args);
      state.failed = true;
      if (name === 'writeFileSync') real[name](args[0], args[1].subarray(0, args[1].length / 2));
      if (code === 'KILL') process.kill(process.pid, 'SIGKILL');
      // As the system's own errors have it.
      const syscall = name.replace(/(File)?Sync$/, '');
      throw Object.assign(new Error(`${code}: made by the test, ${name}`), { code, syscall });
    };
  }
  return { state, restore: () => Object.assign(fs, real) };
}

module.exports = { failFiles };

const [at, code] = (process.env.FAIL_FILES ?? '').split(':');
if (code !== undefined) failFiles({ at: Number(at), code });
