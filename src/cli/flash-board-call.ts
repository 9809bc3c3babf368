/** `bljh flash --port`: a program to the flash of a board with a boot ROM. */
import { failure, type Result } from '../diagnostics/diagnostic.js';
import type { Session } from './session.js';

export interface FlashBoardCall {
  readonly session: Session;
}

export interface FlashedBoard {
  readonly kind: 'board';
  readonly port: string;
}

export async function flashBoard(_call: FlashBoardCall): Promise<Result<FlashedBoard>> {
  return failure({ severity: 'error', code: 'CL0003', message: 'not yet' });
}

export function presentFlashedBoard(flashed: FlashedBoard): string {
  return `${flashed.port}: written`;
}
