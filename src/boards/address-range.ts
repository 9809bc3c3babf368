/** A piece of the address space. Pure. */
import { hexadecimal } from './hexadecimal.js';

export interface AddressRange {
  readonly origin: number;
  /** In bytes. */
  readonly length: number;
}

/** The address behind the last byte. */
export function endOf({ origin, length }: AddressRange): number {
  return origin + length;
}

export function overlaps(one: AddressRange, other: AddressRange): boolean {
  return one.origin < endOf(other) && other.origin < endOf(one);
}

export function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  return inner.origin >= outer.origin && endOf(inner) <= endOf(outer);
}

/** From the first byte to the last one. */
export function rangeText(range: AddressRange): string {
  return `${hexadecimal(range.origin)} to ${hexadecimal(endOf(range) - 1)}`;
}
