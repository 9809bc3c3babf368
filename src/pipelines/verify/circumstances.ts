/**
 * How the second build is to differ from the first besides its place: another user, umask, time zone, language and number of
 * processors. What the system does not offer is left as it is, and said.
 */
import { chownSync, lchownSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand, succeeded } from '../../process/run-command.js';
import type { SecondPlace } from './second-place.js';

export interface Circumstances {
  /** What the command line of the second build begins with. */
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** For people, one each. */
  readonly told: readonly string[];
}

export interface CircumstanceRequest {
  readonly place: SecondPlace;
  readonly env: Readonly<Record<string, string>>;
  readonly gomodcache: string;
  /** Files that another user must be able to read or run. */
  readonly needed: readonly string[];
  /** What keeps the second build from being served out of a store, instead of being made. */
  readonly withoutStores: Readonly<Record<string, string>>;
}

const NOBODY = 65_534;
const PROBE_TIMEOUT_MS = 10_000;
/** Variables by which a user steers tools or a shell; the second build has its own, or none. */
const KEPT = /^(PATH|GOROOT|SYSTEMROOT|LD_LIBRARY_PATH)$/;

export async function chooseCircumstances(request: CircumstanceRequest): Promise<Circumstances> {
  const user = await chooseUser(request);
  const processors = await chooseProcessors(request.env);
  const umask = process.umask() === 0o077 ? '022' : '077';
  const zone = differentFrom(request.env['TZ'], 'Asia/Kolkata', 'America/Caracas');
  const language = differentFrom(request.env['LC_ALL'] ?? request.env['LANG'], 'tr_TR.UTF-8', 'C');
  const { place } = request;
  return {
    prefix: [...processors.prefix, ...user.prefix, 'sh', '-c', `umask ${umask}; exec "$0" "$@"`],
    env: {
      ...Object.fromEntries(Object.entries(request.env).filter(([name]) => KEPT.test(name))),
      HOME: place.home,
      USER: user.name,
      LOGNAME: user.name,
      TMPDIR: place.temporary,
      XDG_CACHE_HOME: place.cache,
      XDG_CONFIG_HOME: join(place.home, 'config'),
      GOCACHE: join(place.cache, 'go-build'),
      ...(request.gomodcache !== '' && { GOMODCACHE: request.gomodcache }),
      GOMAXPROCS: '1',
      TZ: zone,
      LANG: language,
      LC_ALL: language,
      ...request.withoutStores,
    },
    told: [
      `folder ${place.project}`,
      user.told,
      `umask ${umask}`,
      `time zone ${zone}`,
      `language ${language}`,
      processors.told,
      'empty caches',
    ],
  };
}

interface OtherUser {
  readonly prefix: readonly string[];
  readonly name: string;
  readonly told: string;
}

async function chooseUser({ place, env, needed, gomodcache }: CircumstanceRequest): Promise<OtherUser> {
  const works = async (prefix: readonly string[], ...command: readonly string[]) => {
    const [file = '', ...args] = [...prefix, ...command];
    return succeeded(await runCommand({ file, args, cwd: place.root, env }, { timeoutMs: PROBE_TIMEOUT_MS }));
  };
  const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];
  if (process.getuid?.() === 0) {
    const files = [...needed, ...(gomodcache === '' ? [] : [gomodcache])];
    // A temporary folder in one that is the user's alone is out of reach, whoever owns it.
    const check = 'test -x "$0" || exit 1; for file; do test -r "$file" || exit 1; done';
    if (await works(asNobody, 'sh', '-c', check, dirname(place.root), ...files)) {
      giveAway(place.root);
      return { prefix: asNobody, name: 'nobody', told: `user nobody (setpriv)` };
    }
  }
  const inNamespace = ['unshare', '--user', '--map-user=1', '--map-group=1', '--'];
  if (await works(inNamespace, 'true'))
    return { prefix: inNamespace, name: 'daemon', told: 'user 1 of a user namespace (unshare)' };
  return { prefix: [], name: 'nobody', told: 'another HOME and USER, but the same user: the system gives no other' };
}

function giveAway(folder: string): void {
  chownSync(folder, NOBODY, NOBODY);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveAway(path);
    else lchownSync(path, NOBODY, NOBODY);
  }
}

/** Compilers and linkers count the processors that they may use. */
async function chooseProcessors(env: Readonly<Record<string, string>>) {
  const first = firstProcessor();
  const prefix = first === undefined ? [] : ['taskset', '-c', first];
  const [file, ...args] = [...prefix, 'true'];
  const outcome =
    first === undefined || file === undefined
      ? undefined
      : await runCommand({ file, args, cwd: '/', env }, { timeoutMs: PROBE_TIMEOUT_MS });
  return outcome !== undefined && succeeded(outcome)
    ? { prefix, told: 'one processor' }
    : { prefix: [], told: 'GOMAXPROCS=1 alone: there is no taskset' };
}

/** The first of those that this process may use. */
function firstProcessor(): string | undefined {
  try {
    return /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

function differentFrom(own: string | undefined, wish: string, other: string): string {
  return own === wish ? other : wish;
}
