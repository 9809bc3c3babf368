// With `node --require`: makes the kth operation (write, flush, read) on one device go wrong, for tests of `bljh flash --device`.
// FAULTY_DEVICE is its path, FAULTY is AT:KIND. Kinds: an error's code (EIO, ENODEV), a signal's name, `flip` (a bit of what is written
// changes on its way), `append:FILE` (a byte is added to a file), `stop` (SIGSTOP),
// `hang` (it never ends). FAULTY_COUNT is a file for the number of operations.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const device = process.env.FAULTY_DEVICE;
const [at, kind, file] = (process.env.FAULTY ?? '').split(':');
const real = fs.promises.open;
let calls = 0;

fs.promises.open = async (path, ...rest) => {
  const handle = await real(path, ...rest);
  if (path !== device) return handle;
  for (const name of ['write', 'datasync', 'read']) {
    const done = handle[name].bind(handle);
    handle[name] = async (...args) => {
      calls += 1;
      if (process.env.FAULTY_COUNT !== undefined) fs.writeFileSync(process.env.FAULTY_COUNT, String(calls));
      if (calls !== Number(at)) return done(...args);
      return go(name, done, args);
    };
  }
  return handle;
};
syncBuiltinESMExports();

async function go(name, done, args) {
  if (kind === 'append') fs.appendFileSync(file, 'x');
  else if (kind === 'stop') process.kill(process.pid, 'SIGSTOP');
  else if (kind === 'hang') await new Promise((resolve) => setTimeout(resolve, 600_000));
  else if (kind === 'flip') {
    if (name === 'write') {
      const [bytes, offset, length, position] = args;
      const bad = Buffer.from(bytes.subarray(offset, offset + length));
      bad[length >> 1] ^= 0x10;
      return done(bad, 0, length, position);
    }
  } else if (name === 'write') {
    // Half of it gets there.
    const [bytes, offset, length, position] = args;
    await done(bytes, offset, length >> 1, position);
    signalOrFail();
  } else signalOrFail();
  return done(...args);
}

function signalOrFail() {
  if (kind.startsWith('SIG')) process.kill(process.pid, kind);
  else throw Object.assign(new Error(`${kind}: made by the test`), { code: kind, syscall: 'write' });
}
