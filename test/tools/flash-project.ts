/** A project that was built for a BL602 with real tools, to be flashed by the built bljh. */
import { expect } from 'vitest';
import { makeRealRig, type Rig } from '../rig.js';
import { realProjectIn } from './real-tools.js';

/** blflash may have to be built. */
export const FIRST_CALL_MS = 20 * 60_000;

export interface FlashProject {
  readonly rig: Rig;
  readonly folder: string;
}

export async function makeFlashProject(): Promise<FlashProject> {
  const rig = makeRealRig();
  // What is remembered of ports is this test's own.
  rig.env['XDG_STATE_HOME'] = rig.path('state');
  const installed = await rig.bljh(['toolchain', 'install', 'blflash'], { timeoutMs: FIRST_CALL_MS });
  expect(installed.code, installed.stderr).toBe(0);
  const folder = await rig.project('led_blink');
  await realProjectIn(rig, folder).ok('build', '--board', 'bl602');
  return { rig, folder };
}
