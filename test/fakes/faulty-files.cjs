// Makes the kth operation on the files below one folder go wrong, reading ones too where asked for (failing-files.cjs knows neither). As a
// module: breakFiles({ root, at, code, reads }). With `node --require` and FAULTY_FILES=AT:KILL:ROOT the process is ended by SIGKILL there; without an
// AT it tells at its end how many operations there were.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const ON_PATHS = [
  'renameSync',
  'linkSync',
  'copyFileSync',
  'mkdirSync',
  'chmodSync',
  'utimesSync',
  'rmSync',
  'symlinkSync',
];
const WRITES = ['writeFileSync', 'appendFileSync'];
const READS = ['readFileSync', 'readdirSync', 'statSync', 'lstatSync', 'realpathSync'];
const ON_HANDLES = ['writeSync', 'fsyncSync', 'fchmodSync', 'closeSync'];

/** A write that fails has written half. Gives back what happened, and how to end it. */
function breakFiles({ root, at, code, reads = false }) {
  const state = { calls: 0, failed: undefined };
  const real = {};
  const handles = new Set();
  const isInside = (path) => typeof path === 'string' && (path === root || path.startsWith(`${root}/`));
  const isDue = (name, path) => {
    state.calls += 1;
    if (state.calls !== at) return false;
    state.failed = `${name} ${path}`;
    return true;
  };
  const fail = (name, path) => {
    if (code === 'KILL') process.kill(process.pid, 'SIGKILL');
    // As the system's own errors have it.
    const error = new Error(`${code}: made by the test, ${name} '${path}'`);
    throw Object.assign(error, { code, errno: -1, syscall: name.replace(/(File)?Sync$/, ''), path });
  };
  const replace = (name, make) => {
    real[name] = fs[name];
    fs[name] = Object.assign(make(fs[name]), fs[name]);
  };
  for (const name of [...ON_PATHS, ...WRITES, ...(reads ? READS : [])])
    replace(name, (call) => (...args) => {
      if (!isInside(args[0]) || !isDue(name, args[0])) return call(...args);
      if (WRITES.includes(name)) call(args[0], Buffer.from(args[1]).subarray(0, args[1].length >> 1), args[2]);
      if (name === 'copyFileSync') real.writeFileSync(args[1], 'half');
      return fail(name, args[0]);
    });
  replace('openSync', (call) => (...args) => {
    const isWriting = /[wax+]/.test(String(args[1] ?? 'r'));
    if (isInside(args[0]) && (isWriting || reads) && isDue('openSync', args[0])) fail('openSync', args[0]);
    const handle = call(...args);
    if (isInside(args[0]) && isWriting) handles.add(handle);
    return handle;
  });
  for (const name of ON_HANDLES)
    replace(name, (call) => (...args) => {
      const isOurs = handles.has(args[0]);
      if (name === 'closeSync') handles.delete(args[0]);
      if (!isOurs || !isDue(name, 'a file')) return call(...args);
      // A close that reports an error has closed the file all the same.
      if (name === 'closeSync') call(...args);
      if (name === 'writeSync' && typeof args[1] !== 'string')
        call(args[0], args[1], args[2] ?? 0, args[1].length >> 1);
      return fail(name, undefined);
    });
  syncBuiltinESMExports();
  const restore = () => {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  };
  return { state, restore };
}

module.exports = { breakFiles };

const [at, code, root] = (process.env.FAULTY_FILES ?? '').split(':');
if (root !== undefined) {
  const { state } = breakFiles({ root, at: Number(at), code });
  process.on('exit', () => process.stderr.write(`operations: ${state.calls}\n`));
}
