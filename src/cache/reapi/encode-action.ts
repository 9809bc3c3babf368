/**
 * An action as messages, in the one form that the Remote Execution API has for it: whoever names the same command, files and platform gets the
 * same digest, on every machine. `platform` stands in both messages, as servers of before v2.2 look for it in the Command.
 */
import type { EncodedAction, StepAction } from '../action.js';
import { byCodePoints, sortedBy } from './code-point-order.js';
import { digestOf, messageOfDigest } from './digest.js';
import { Action, Command, type Platform } from './generated/build/bazel/remote/execution/v2/remote_execution.js';
import type { Duration } from './generated/google/protobuf/duration.js';
import { encodeInputRoot } from './input-root.js';

export function encodeAction(step: StepAction): EncodedAction {
  const messages = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array) => {
    const digest = digestOf(bytes);
    messages.set(digest.hash, bytes);
    return digest;
  };
  const platform = platformOf(step.platform);
  const commandDigest = add(
    Command.encode({
      arguments: [...step.arguments],
      environmentVariables: pairsOf(step.environment),
      platform,
      workingDirectory: step.workingDirectory,
      outputPaths: [...new Set(step.outputPaths)].sort(byCodePoints),
    }).finish(),
  );
  const inputRootDigest = encodeInputRoot(step.inputs, step.workingDirectory, messages);
  const digest = add(
    Action.encode({
      commandDigest: messageOfDigest(commandDigest),
      inputRootDigest: messageOfDigest(inputRootDigest),
      timeout: durationOf(step.timeoutMs),
      doNotCache: false,
      salt: new Uint8Array(),
      platform,
    }).finish(),
  );
  return { digest, messages, inputs: step.inputs };
}

/** No message at all where there is nothing to ask for, as Bazel does it. */
function platformOf(platform: StepAction['platform']): Platform | undefined {
  const properties = pairsOf(platform);
  return properties.length === 0 ? undefined : { properties };
}

function pairsOf(record: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return sortedBy(Object.entries(record), ([name]) => name).map(([name, value]) => ({ name, value }));
}

function durationOf(timeMs: number): Duration {
  const seconds = Math.floor(timeMs / 1000);
  return { seconds: BigInt(seconds), nanos: Math.round((timeMs - seconds * 1000) * 1e6) };
}
