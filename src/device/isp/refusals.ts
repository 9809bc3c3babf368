/** What the chip means by the code behind `FL`: the vendor's "BL602 ISP protocol", table of error codes. */

/** The frame was damaged on its way: to be sent again. */
export const CHECKSUM_REFUSED = 0x0103;

const NAMES: ReadonlyMap<number, string> = new Map([
  [0x0001, 'the flash cannot be initialised'],
  [0x0002, 'erasing failed: wrong parameters or address'],
  [0x0003, 'erasing failed'],
  [0x0004, 'writing failed: wrong parameters or address'],
  [0x0005, 'writing failed'],
  [0x0101, 'it does not know the command'],
  [0x0102, 'the command has a wrong length'],
  [CHECKSUM_REFUSED, 'the checksum of the command is wrong'],
  [0x0104, 'the command is out of sequence'],
  [0x0203, 'the boot header has no magic number'],
  [0x0204, 'the checksum of the boot header is wrong'],
  [0x0210, 'the checksum of the segment header is wrong'],
  [0x0214, 'the segment has another length'],
  [0x0217, 'the hash of the image is wrong'],
  [0xfffe, 'it is busy'],
  [0xffff, 'it failed'],
]);

export function describeRefusal(code: number): string {
  const name = NAMES.get(code);
  return `code 0x${code.toString(16).padStart(4, '0')}${name === undefined ? '' : ` (${name})`}`;
}
