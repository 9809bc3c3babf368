/** A number as board.ini, Kconfig and the linker write it: 0x and its digits. */
export function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}
