/** Linux's encoding of device numbers (glibc's gnu_dev_major and gnu_dev_minor). Pure. */
export function deviceNumberOf(device: number): { readonly major: number; readonly minor: number } {
  const bits = BigInt(device);
  const major = ((bits >> 8n) & 0xfffn) | ((bits >> 32n) & 0xfffff000n);
  const minor = (bits & 0xffn) | ((bits >> 12n) & 0xffffff00n);
  return { major: Number(major), minor: Number(minor) };
}

/** As the kernel writes one: 8:17. */
export function numberOf(device: number): string {
  const { major, minor } = deviceNumberOf(device);
  return `${major}:${minor}`;
}
