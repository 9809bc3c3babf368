/**
 * An entry of Go's cache as an action of the Remote Execution API, so that it lies in the same stores as results of steps. Go's own key says all that
 * Go knows. `machine` adds what it does not: C compilers count for Go by their version, and the headers and libraries that come with them not at all.
 * Pure.
 */
import type { EncodedAction } from '../action.js';
import { encodeAction } from '../reapi/encode-action.js';

/** The one file of such an action. */
export const OBJECT = 'object';

export function actionOfGo(action: string, machine: string): EncodedAction {
  return encodeAction({
    arguments: ['bljh-gocache', action],
    environment: {},
    workingDirectory: '',
    outputPaths: [OBJECT],
    platform: { 'bljh-machine': machine },
    inputs: [],
    timeoutMs: 60_000,
  });
}
