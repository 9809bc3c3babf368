// Debian packages that tests need and users do not: which are missing, and their installation through apt-get.
// Owns everything said to dpkg and apt.
import { spawnSync } from 'node:child_process';

/** Installs what is missing; throws with a text a person can act on. */
export function installPackages(names) {
  const missing = names.filter((name) => packageVersion(name) === undefined);
  if (missing.length === 0) return;
  const prefix = rootPrefix(missing);
  process.stderr.write(`installing ${missing.join(' ')}\n`);
  const install = ['apt-get', '-y', '-q', '--no-install-recommends', 'install', ...missing];
  if (apt(prefix, install) === 0) return;
  // The lists of a fresh machine may be empty or old.
  apt(prefix, ['apt-get', '-q', 'update']);
  if (apt(prefix, install) !== 0)
    throw new Error(`cannot install ${missing.join(' ')}: apt-get failed (see above). Install them by hand.`);
}

/** The version of an installed package, undefined when it is not installed. */
export function packageVersion(name) {
  const result = spawnSync('dpkg-query', ['-W', '-f', `\${db:Status-Status} \${Version}`, name], { encoding: 'utf8' });
  if (result.error) throw new Error(`${name} comes from Debian (dpkg-query and apt-get): not found here`);
  const [status, version] = result.stdout.split(' ');
  return status === 'installed' ? version : undefined;
}

function rootPrefix(missing) {
  if (process.getuid() === 0) return [];
  if (spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n'];
  throw new Error(`missing packages: ${missing.join(' ')}. Run: sudo apt-get install ${missing.join(' ')}`);
}

function apt(prefix, args) {
  const [file, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...args];
  return spawnSync(file, rest, { stdio: ['ignore', 2, 2] }).status;
}
