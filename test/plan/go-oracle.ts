/** Asks real Go what it makes of texts that bljh gives it: one compiled program answers a whole batch. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const version = spawnSync('go', ['env', 'GOROOT'], { encoding: 'utf8', env: { ...process.env, GOTOOLCHAIN: 'local' } });

/** Why tests with real Go are left out; undefined where they run. */
export const NO_GO = version.status === 0 ? undefined : 'go is not on PATH';
export const GOROOT = version.status === 0 ? version.stdout.trim() : '/none';

const env = { ...process.env, GOTOOLCHAIN: 'local', GOPROXY: 'off', GOFLAGS: '-mod=mod', GOWORK: 'off' };
const LIMITS = { encoding: 'utf8', timeout: 120_000, maxBuffer: 64 * 1024 * 1024, env } as const;

export interface Answer {
  /** How cmd/go parts each text of -ldflags into words; null where it refuses. */
  readonly words: readonly (readonly string[] | null)[];
  /** Whether //go:build reads the text as one tag. */
  readonly tags: readonly boolean[];
}

export function askGo(folder: string, question: { words: readonly string[]; tags: readonly string[] }): Answer {
  const fixture = join(import.meta.dirname, '..', 'fixtures', 'plan', 'oracle');
  cpSync(fixture, folder, { recursive: true });
  mkdirSync(join(folder, 'quoted'));
  copyFileSync(join(GOROOT, 'src', 'cmd', 'internal', 'quoted', 'quoted.go'), join(folder, 'quoted', 'quoted.go'));
  writeFileSync(join(folder, 'question.json'), JSON.stringify(question));
  return JSON.parse(execFileSync('go', ['run', '.', 'question.json'], { ...LIMITS, cwd: folder })) as Answer;
}

/** Runs a Go program with the given files (path = content) and gives what it prints. */
export function runGo(folder: string): string {
  return execFileSync('go', ['run', '.'], { ...LIMITS, cwd: folder });
}

export interface GoMod {
  readonly Require?: readonly { readonly Path: string; readonly Version: string }[] | null;
  readonly Replace?:
    | readonly {
        readonly Old: { readonly Path: string };
        readonly New: { readonly Path: string; readonly Version?: string };
      }[]
    | null;
}

/** What `go mod edit -json` makes of each file; undefined where it refuses the file. */
export function readGoMods(files: readonly string[]): readonly (GoMod | undefined)[] {
  const script =
    'for file in "$@"; do go mod edit -json "$file" > "$file.json" 2> "$file.err" || rm "$file.json"; done';
  execFileSync('sh', ['-c', script, 'sh', ...files], LIMITS);
  return files.map((file) => {
    try {
      return JSON.parse(readFileSync(`${file}.json`, 'utf8')) as GoMod;
    } catch {
      return undefined;
    }
  });
}
