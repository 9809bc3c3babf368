/** What is known of the place that an image shall go to, before it is opened: plain data for check-target.ts. */
import type { Mount } from './system-tables.js';

export type TargetFacts = BlockTarget | FileTarget | OddTarget;

export interface OddTarget {
  /** `foreign`: a block device of another system than Linux. */
  readonly kind: 'missing' | 'directory' | 'character' | 'foreign' | 'other';
  readonly path: string;
}

/** A regular file that stands for a device. */
export interface FileTarget {
  readonly kind: 'file';
  readonly path: string;
  readonly realPath: string;
  /** As in the identity of an image. */
  readonly inode: string;
  readonly bytes: number;
  readonly isWritable: boolean;
  /** Loop devices over it: loop0. */
  readonly loops: readonly string[];
}

/** As the kernel names it (sdb1, dm-0) and numbers it (8:17). */
export interface BlockNode {
  readonly name: string;
  readonly number: string;
}

export interface BlockTarget {
  readonly kind: 'block';
  readonly path: string;
  readonly node: BlockNode;
  /** The whole disk's name; of a whole disk its own. */
  readonly disk: string;
  readonly isPartition: boolean;
  readonly bytes: number;
  /** Of its logical sectors. */
  readonly sectorBytes: number;
  readonly isReadOnly: boolean;
  readonly isRemovable: boolean;
  readonly bus: 'usb' | 'mmc' | 'loop' | 'other';
  readonly model: string | undefined;
  readonly isWritable: boolean;
  /** Of the device node. */
  readonly group: string | undefined;
  /** The device, its partitions, and what lies on them: device mapper, RAID. */
  readonly family: readonly BlockNode[];
  /** The same of the whole disk. */
  readonly diskFamily: readonly BlockNode[];
  readonly partitions: readonly PartitionFacts[];
  /** Everything that is mounted, and everything swapped to, on the whole system. */
  readonly mounts: readonly Mount[];
  readonly swaps: readonly string[];
}

export interface PartitionFacts {
  readonly name: string;
  readonly bytes: number;
  /** File system and label, where udev knows them. */
  readonly content: string | undefined;
}
