/** `bljh flash --device`: an image to an SD card or another block device. */
import { failure, type Result } from '../diagnostics/diagnostic.js';
import type { Session } from './session.js';

export interface FlashDeviceCall {
  readonly session: Session;
  /** /dev/sdX, or a regular file that stands for one. */
  readonly device: string;
  /** The image. */
  readonly file: string | undefined;
  readonly force: boolean;
  readonly verify: boolean;
  readonly dryRun: boolean;
}

export interface FlashedDevice {
  readonly kind: 'block-device';
  readonly device: string;
}

export async function flashDevice({ device }: FlashDeviceCall): Promise<Result<FlashedDevice>> {
  return failure({ severity: 'error', code: 'CL0003', message: `${device}: not yet` });
}

export function presentFlashedDevice(flashed: FlashedDevice): string {
  return `${flashed.device}: written`;
}
