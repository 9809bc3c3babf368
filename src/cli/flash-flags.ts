/** The flags of `bljh flash`, by what they are about: a board behind a serial port, or a block device. */
import { Flags } from '@oclif/core';

const ofBoard = { helpGroup: 'SERIAL PORT', exclusive: ['device'] };
const ofDevice = { helpGroup: 'BLOCK DEVICE', dependsOn: ['device'] };
const ofDump = { helpGroup: 'SERIAL PORT', dependsOn: ['dump'] };

export const boardFlashFlags = {
  port: Flags.string({ ...ofBoard, char: 'p', description: 'serial port of the board', helpValue: 'PORT' }),
  board: Flags.string({ ...ofBoard, char: 'b', description: 'board that is connected' }),
  baud: Flags.integer({
    ...ofBoard,
    description: 'bits a second, once the flash loader runs',
    default: 1_000_000,
    min: 9_600,
    max: 5_000_000,
    helpValue: 'RATE',
  }),
  'connect-timeout': Flags.integer({
    ...ofBoard,
    description: 'seconds to look for the boot ROM',
    default: 10,
    min: 1,
    max: 3_600,
    helpValue: 'SECONDS',
  }),
  build: Flags.boolean({
    ...ofBoard,
    description: 'build first if something changed',
    default: true,
    allowNo: true,
  }),
  erase: Flags.boolean({ ...ofBoard, description: 'erase the whole flash before' }),
  tool: Flags.option({
    ...ofBoard,
    description: "what writes: bljh's own client, or blflash, whose work is read back by bljh",
    options: ['bljh', 'blflash'] as const,
    default: 'bljh' as const,
  })(),
  dump: Flags.string({
    helpGroup: 'SERIAL PORT',
    description: 'read the flash into this file (- for standard output) instead of writing it',
    helpValue: 'FILE',
    exclusive: ['device', 'erase', 'tool', 'build', 'verify', 'dry-run'],
  }),
  start: Flags.string({ ...ofDump, description: 'of --dump: the first byte', helpValue: 'OFFSET' }),
  size: Flags.string({ ...ofDump, description: 'of --dump: how many bytes', helpValue: 'BYTES' }),
};

export const deviceFlashFlags = {
  device: Flags.string({
    helpGroup: 'BLOCK DEVICE',
    description: 'block device to write an image to',
    helpValue: 'DEVICE',
  }),
  bmap: Flags.string({
    ...ofDevice,
    description: 'block map of the image (default: FILE.bmap if it is there)',
    helpValue: 'MAP',
  }),
  'no-bmap': Flags.boolean({
    ...ofDevice,
    description: 'write all of the image, whatever map there is',
    exclusive: ['bmap'],
  }),
};
