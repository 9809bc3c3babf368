/** Which port a command talks to: the one that was named. */
import { failure, type Result, success } from '../diagnostics/diagnostic.js';
import type { Session } from './session.js';

export interface PortWish {
  readonly session: Session;
  /** --port. */
  readonly port: string | undefined;
  /** The folder of the project, if there is one. */
  readonly projectFolder: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export interface ChosenPort {
  readonly path: string;
  /** Of a port on USB. */
  readonly usb?: { readonly vendorId: string; readonly productId: string; readonly serialNumber?: string };
  readonly by: 'flag' | 'environment' | 'remembered' | 'only one' | 'question';
}

export async function choosePort({ port }: PortWish): Promise<Result<ChosenPort>> {
  if (port !== undefined) return success({ path: port, by: 'flag' });
  return failure({
    severity: 'error',
    code: 'DV0006',
    message: 'no port was found',
    hint: { text: 'name one with --port' },
  });
}
