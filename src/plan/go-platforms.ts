/** The operating systems and architectures that Go knows by name (internal/syslist/syslist.go). */
const OPERATING_SYSTEMS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 wasip2 windows zos'.split(
    ' ',
  ),
);
const ARCHITECTURES = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
);

export function isOperatingSystem(word: string): boolean {
  return OPERATING_SYSTEMS.has(word);
}

export function isArchitecture(word: string): boolean {
  return ARCHITECTURES.has(word);
}
