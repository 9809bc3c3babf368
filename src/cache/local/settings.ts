/**
 * What the environment says about the local store: BLJH_CACHE (on, off) and BLJH_CACHE_SIZE (2G). A word that means nothing is an
 * error and not a default: a store that grows beyond what its user asked for would be wrong in silence. Pure.
 */
import { failure, type Result, success } from '../../diagnostics/diagnostic.js';
import { readSize } from './sizes.js';

export const DEFAULT_LIMIT_BYTES = 5 * 1024 ** 3;

export interface LocalStoreSettings {
  readonly isOn: boolean;
  readonly limitBytes: number;
}

const SWITCH: Readonly<Record<string, boolean>> = {
  ...{ '': true, on: true, '1': true, yes: true, true: true },
  ...{ off: false, '0': false, no: false, false: false },
};

export function readLocalStoreSettings(env: Readonly<Record<string, string | undefined>>): Result<LocalStoreSettings> {
  const word = env['BLJH_CACHE'] ?? '';
  const isOn = Object.hasOwn(SWITCH, word.toLowerCase()) ? SWITCH[word.toLowerCase()] : undefined;
  if (isOn === undefined)
    return failure({
      severity: 'error',
      code: 'CA0001',
      message: `BLJH_CACHE=${word}: expected on or off`,
      hint: { text: 'set it to off to build without the local store, or unset it' },
    });
  const size = env['BLJH_CACHE_SIZE'] ?? '';
  if (size === '') return success({ isOn, limitBytes: DEFAULT_LIMIT_BYTES });
  const limitBytes = readSize(size);
  if (limitBytes !== undefined && limitBytes > 0) return success({ isOn, limitBytes });
  return failure({
    severity: 'error',
    code: 'CA0001',
    message: `BLJH_CACHE_SIZE=${size}: expected a size such as 500M, 2G or 1T`,
    hint: {
      text: limitBytes === 0 ? 'to build without the local store, set BLJH_CACHE=off' : 'set it to a size, or unset it',
    },
  });
}
