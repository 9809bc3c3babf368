// Makes the kth operation on files go wrong, for code that uses node:fs/promises (failing-files.cjs is for the rest). As a module:
// failStoreFiles({ at, code }). With `node --require` and FAIL_STORE_FILES=AT:CODE; KILL ends the process by SIGKILL there.
const fs = require('node:fs');
const promises = require('node:fs/promises');
const { syncBuiltinESMExports } = require('node:module');

const ASYNC = ['open', 'rename', 'rm', 'lstat', 'utimes', 'appendFile'];
const OF_HANDLES = ['read', 'write', 'stat', 'readFile', 'writeFile', 'close'];
const SYNC = ['openSync', 'writeSync', 'mkdirSync', 'readdirSync', 'lstatSync'];

/** A write that fails or is killed has written half. Returns how many operations there were, and how to end it. */
function failStoreFiles({ at, code }) {
  const state = { calls: 0, failed: undefined };
  const undo = [];
  const isDue = (name) => {
    state.calls += 1;
    if (state.calls !== at) return false;
    state.failed = name;
    return true;
  };
  const fail = (name) => {
    if (code === 'KILL') process.kill(process.pid, 'SIGKILL');
    // As the system's own errors have it.
    throw Object.assign(new Error(`${code}: made by the test, ${name}`), {
      code,
      syscall: name.replace(/Sync$/, ''),
      errno: -1,
    });
  };
  const patch = (owner, name, make) => {
    const real = owner[name];
    owner[name] = make(real);
    undo.push(() => {
      owner[name] = real;
    });
  };
  let isPrototypePatched = false;
  const patchHandles = (handle) => {
    if (isPrototypePatched) return;
    isPrototypePatched = true;
    const prototype = Object.getPrototypeOf(handle);
    for (const name of OF_HANDLES)
      patch(
        prototype,
        name,
        (real) =>
          async function (...args) {
            if (!isDue(name)) return real.apply(this, args);
            if (name === 'close') await real.apply(this, args);
            if (name === 'write') await real.call(this, args[0], args[1], args[2] >> 1, args[3]);
            if (name === 'writeFile') await real.call(this, args[0].slice(0, args[0].length >> 1));
            return fail(name);
          },
      );
  };
  for (const name of ASYNC)
    patch(promises, name, (real) => async (...args) => {
      if (isDue(name)) fail(name);
      const result = await real(...args);
      if (name === 'open') patchHandles(result);
      return result;
    });
  for (const name of SYNC)
    patch(fs, name, (real) => (...args) => {
      // What a test reads itself does not count.
      if (/\bstore\b/.test(String(args[0])) && isDue(name)) fail(name);
      return real(...args);
    });
  syncBuiltinESMExports();
  const restore = () => {
    for (const each of undo.reverse()) each();
    syncBuiltinESMExports();
  };
  return { state, restore };
}

module.exports = { failStoreFiles };

const [at, code] = (process.env.FAIL_STORE_FILES ?? '').split(':');
if (code !== undefined) {
  const { state } = failStoreFiles({ at: Number(at), code });
  // Where the process gets to its end, the test learns how many operations there are.
  process.on('exit', () => process.stderr.write(`operations: ${state.calls}\n`));
}
