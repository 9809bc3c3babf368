// Runs one conf command in one folder and takes down all it did: exit code, stdout, stderr and the files that are there
// afterwards. Texts are latin1 strings, so that each byte is one character. Bounded in time and output: conf can ask
// forever.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const timeLimit = 120_000;
const outputLimit = 64 * 1024 * 1024;

/**
 * Starts it; resolves to { exit, stdout, stderr }. exit is a number or the reason it was ended. `group`: it starts programs of
 * its own, which are ended with it.
 */
export function runConf(conf, args, { cwd, env, stdin = '', time = timeLimit, limit = outputLimit, group = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(conf.command, [...conf.args, ...args], {
      cwd,
      env: { ...env, ...conf.env },
      argv0: conf.args.length === 0 ? 'conf' : undefined,
      detached: group,
    });
    let ended;
    const end = (reason) => {
      ended ??= reason;
      if (group) endGroup(child.pid);
      else child.kill('SIGKILL');
    };
    const timer = setTimeout(() => end('too long'), time);
    const texts = [child.stdout, child.stderr].map((stream) => {
      const chunks = [];
      let length = 0;
      stream.on('data', (chunk) => {
        length += chunk.length;
        if (length > limit) end('too much output');
        else chunks.push(chunk);
      });
      return () => Buffer.concat(chunks).toString('latin1');
    });
    // It may end before it has read everything.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin, 'latin1');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const [stdout, stderr] = texts.map((text) => text());
      resolve({ exit: ended ?? code ?? signal, stdout, stderr });
    });
  });
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Gone by itself meanwhile.
    if (error.code !== 'ESRCH') throw error;
  }
}

/** An empty folder with these files ({ path: latin1 text }). */
export function freshFolder(folder, files = {}) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text, 'latin1');
  }
}

/** The files of a folder: { files: { path: text }, touched: [path] }; touched are the empty ones below include/. */
export function readFolder(folder) {
  const files = {};
  const touched = [];
  const walk = (inner) => {
    for (const entry of readdirSync(join(folder, inner), { withFileTypes: true })) {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (path.startsWith('include/') && statSync(join(folder, path)).size === 0) touched.push(path);
      else files[path] = entry.isFile() ? readFileSync(join(folder, path), 'latin1') : 'not a plain file';
    }
  };
  walk('');
  touched.sort();
  return { files, touched };
}
