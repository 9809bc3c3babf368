/** `bljh flash --device`: an image to an SD card or another block device. */
import type { CheckedImage } from '../device/block/check-image.js';
import type { BlockTarget, FileTarget } from '../device/block/target-facts.js';
import { type Diagnostic, failure, hasErrors, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import { openByteProgress } from '../output/byte-progress.js';
import { confirm } from '../output/confirm.js';
import { canAsk } from '../output/question.js';
import { interruption, onLastResort } from '../process/interruption.js';
import { quoteForShell } from '../process/quote-for-shell.js';
import type { Session } from './session.js';

export interface FlashDeviceCall {
  readonly session: Session;
  /** /dev/sdX, or a regular file that stands for one. */
  readonly device: string;
  /** The image. */
  readonly file: string | undefined;
  /** The block map: none, this one, or the one beside the image if there is one. */
  readonly map: 'none' | { readonly file: string | undefined };
  readonly force: boolean;
  readonly verify: boolean;
  /** --yes. */
  readonly isConfirmed: boolean;
  readonly dryRun: boolean;
}

export interface FlashedDevice {
  readonly kind: 'block-device';
  readonly device: string;
  readonly image: string;
  readonly blockMap?: string;
  readonly dryRun: boolean;
  readonly imageBytes: number;
  /** Of a dry run: those that would be written. */
  readonly writtenBytes: number;
  /** By the block map there is nothing in them. */
  readonly skippedBytes: number;
  /** Of what was written, in order, in hexadecimal digits. */
  readonly sha256: string;
  /** Read back, with the same content. */
  readonly verified: boolean;
  /** Whether the device was read, or maybe only the system's memory of it. */
  readonly readBack?: 'device' | 'memory';
  readonly durationsMs: { readonly check: number; readonly write: number; readonly verify: number };
}

export async function flashDevice(call: FlashDeviceCall): Promise<Result<FlashedDevice>> {
  const { file } = call;
  if (file === undefined) {
    const hint = { text: 'name the image', command: `bljh flash card.img --device ${call.device}` };
    return failure({ severity: 'error', code: 'CL0003', message: 'no image was named for the device', hint });
  }
  const { openImage } = await import('../device/block/image-file.js');
  const opened = await openImage(file);
  if (!opened.ok) return opened;
  const { handle } = opened.value;
  try {
    const { readTarget } = await import('../device/block/read-target.js');
    const { checkTarget } = await import('../device/block/check-target.js');
    const target = readTarget(call.device);
    const wish = { imageBytes: opened.value.bytes, isForced: call.force, call: wordsOf(call, file) };
    const against = checkTarget(target, wish);
    if (hasErrors(against) || (target.kind !== 'block' && target.kind !== 'file')) return failure(...against);
    if (target.kind === 'file' && opened.value.identity.startsWith(`${target.inode} `)) return failure(sameFile(file));

    const checked = await checkWhole(call, file, opened.value);
    if (!checked.ok) return checked;
    const { findings, ...rest } = checked.value;
    const told = [...against, ...findings];
    if (call.dryRun) {
      const { describeTarget } = await import('../device/block/describe-target.js');
      call.session.tell(describeTarget(target));
      return success(describeRun(call, rest, { write: 0, verify: 0 }), told);
    }
    const refused = await askFirst(call, target, rest.checked, against);
    if (refused !== undefined) return failure(refused);
    // What --force got past is known to use the device: the system would not give it to bljh alone.
    const isClaimed = against.some(({ code }) => code === 'BK0005' || code === 'BK0013');
    return withEarlier(told, await write(call, target, isClaimed, rest));
  } finally {
    await handle.close();
  }
}

interface Checked {
  readonly checked: CheckedImage;
  readonly mapFile: string | undefined;
  readonly checkMs: number;
}

async function checkWhole(
  call: FlashDeviceCall,
  file: string,
  image: CheckedImage['image'],
): Promise<Result<Checked & { readonly findings: readonly Diagnostic[] }>> {
  const { findBlockMap } = await import('../device/block/find-block-map.js');
  const { checkImage } = await import('../device/block/check-image.js');
  const started = performance.now();
  const found = await findBlockMap(file, call.map);
  if (!found.ok) return found;
  const progress = openByteProgress('checking', found.value?.map.mappedBytes ?? image.bytes, call.session.progress);
  const checked = await checkImage(image, found.value?.map, found.value?.file ?? '', progress.update);
  progress.end();
  if (!checked.ok) return checked;
  const checkMs = Math.round(performance.now() - started);
  return success({
    checked: checked.value,
    mapFile: found.value?.file,
    checkMs,
    findings: found.diagnostics,
  });
}

/** Why it cannot go on, if it cannot. */
async function askFirst(
  call: FlashDeviceCall,
  target: BlockTarget | FileTarget,
  { image }: CheckedImage,
  forced: readonly Diagnostic[],
): Promise<Diagnostic | undefined> {
  if (call.isConfirmed) return undefined;
  const { describeTarget } = await import('../device/block/describe-target.js');
  if (canAsk() && !call.session.options.json) {
    const doubts = forced.map(({ message }) => `  ${message}\n`).join('');
    const question = `${describeTarget(target)}\n${doubts}Everything on it is lost. Write ${image.path} to it?`;
    if (await confirm(question, interruption)) return undefined;
    if (interruption.aborted) return { severity: 'error', code: 'PR0003', message: 'interrupted; nothing was written' };
    return { severity: 'error', code: 'BK0014', message: 'not confirmed; nothing was written' };
  }
  if (call.force) return undefined;
  return {
    severity: 'error',
    code: 'BK0014',
    message: `everything on ${target.path} would be lost, and nobody is there to be asked; nothing was written`,
    hint: {
      text: 'look at it with --dry-run; if it is the right one, say so with --yes',
      command: [...wordsOf(call, image.path), '--yes'].map(quoteForShell).join(' '),
    },
  };
}

async function write(
  call: FlashDeviceCall,
  target: BlockTarget | FileTarget,
  isClaimed: boolean,
  checked: Checked,
): Promise<Result<FlashedDevice>> {
  const { session, verify } = call;
  const { openDevice } = await import('../device/block/open-device.js');
  const { writeDevice } = await import('../device/block/write-device.js');
  const { describeState } = await import('../device/block/problems.js');
  const opened = await openDevice(target, isClaimed);
  if (!opened.ok) return opened;
  const device = opened.value;
  let state: Parameters<typeof describeState>[0] = 'untouched';
  // A device that does not answer keeps bljh from ending in order: then this is the last word.
  const forget = onLastResort(() => session.tell(`stopped; ${describeState(state, device.path)}`));
  try {
    const written = await writeDevice({
      checked: checked.checked,
      device,
      deviceBytes: target.bytes,
      sectorBytes: target.kind === 'block' ? target.sectorBytes : 512,
      verify,
      onState: (next) => {
        state = next;
      },
      stage: (name, bytes) => openByteProgress(name, bytes, session.progress),
    });
    if (!written.ok) return written;
    const { writeMs, verifyMs, readBack } = written.value;
    const flashed = describeRun(call, checked, { write: writeMs, verify: verifyMs });
    return success({ ...flashed, verified: verify, ...(readBack === undefined ? {} : { readBack }) });
  } finally {
    forget();
    await device.close();
  }
}

function describeRun(
  { device, dryRun }: FlashDeviceCall,
  { checked, mapFile, checkMs }: Checked,
  durations: { readonly write: number; readonly verify: number },
): FlashedDevice {
  const { image, bytes, sha256 } = checked;
  return {
    kind: 'block-device',
    device,
    image: image.path,
    ...(mapFile === undefined ? {} : { blockMap: mapFile }),
    dryRun,
    imageBytes: image.bytes,
    writtenBytes: bytes,
    skippedBytes: image.bytes - bytes,
    sha256,
    verified: false,
    durationsMs: { check: checkMs, ...durations },
  };
}

/** The call again, for a hint. */
function wordsOf(call: FlashDeviceCall, file: string): readonly string[] {
  const { device, map, force, verify, isConfirmed } = call;
  return [
    ...['bljh', 'flash', file, '--device', device],
    ...(map === 'none' ? ['--no-bmap'] : map.file === undefined ? [] : ['--bmap', map.file]),
    ...(force ? ['--force'] : []),
    ...(verify ? [] : ['--no-verify']),
    ...(isConfirmed ? ['--yes'] : []),
  ];
}

function sameFile(file: string): Diagnostic {
  const hint = { text: 'name the device that the image shall go to' };
  return { severity: 'error', code: 'BK0023', message: `${file} is image and device at once`, hint };
}
