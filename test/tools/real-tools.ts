/** What the tests with real tools share: calls of bljh that must succeed, and facts of the ELF files that it made. */
import { expect } from 'vitest';
import { bljhFile, makeRealRig, type Outcome, type Rig } from '../rig.js';

export const BUILD_TIMEOUT_MS = 300_000;
/** How the Makefiles of templates and examples are told where bljh is. */
export const BLJH = `BLJH=${process.execPath} ${bljhFile}`;

export interface RealProject {
  readonly rig: Rig;
  readonly folder: string;
  /** Calls bljh in the project. */
  readonly bljh: (...args: string[]) => Promise<Outcome>;
  /** The same; any other end than exit code 0 fails the test with what bljh said. */
  readonly ok: (...args: string[]) => Promise<string>;
  readonly make: (...args: string[]) => Promise<Outcome>;
  readonly makeOk: (...args: string[]) => Promise<string>;
}

export async function makeRealProject(template: string, name = 'app'): Promise<RealProject> {
  const rig = makeRealRig();
  return realProjectIn(rig, await rig.project(template, name));
}

export function realProjectIn(rig: Rig, folder: string): RealProject {
  const bljh = (...args: string[]) => rig.bljh(args, { cwd: folder, timeoutMs: BUILD_TIMEOUT_MS });
  const make = (...args: string[]) => rig.run('make', [BLJH, ...args], { cwd: folder, timeoutMs: BUILD_TIMEOUT_MS });
  return {
    rig,
    folder,
    bljh,
    ok: async (...args) => outputOf(await bljh(...args)),
    make,
    makeOk: async (...args) => outputOf(await make(...args)),
  };
}

function outputOf({ code, stdout, stderr }: Outcome): string {
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

/** The lines `key=value` of a program's output. */
export function valuesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf('=');
      return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}

export async function readelf(rig: Rig, ...args: string[]): Promise<string> {
  return outputOf(await rig.run('riscv64-linux-gnu-readelf', args));
}
