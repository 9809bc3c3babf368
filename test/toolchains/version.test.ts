import { describe, expect, it } from 'vitest';
import { compareVersions, describeRange, findVersion, isInRange } from '../../src/toolchains/version.js';

describe('findVersion', () => {
  it.each([
    ['go version go1.26.8 linux/amd64', /go version (?:devel )?go/, '1.26.8'],
    ['go version devel go1.27-3f8a1c Tue', /go version (?:devel )?go/, '1.27'],
    ['go version go1.26rc1 linux/amd64', /go version (?:devel )?go/, '1.26'],
    ['Debian clang version 19.1.7 (3~deb12u1)', /clang version /, '19.1.7'],
    ['Debian LLD 19.1.7 (compatible with GNU linkers)', /LLD /, '19.1.7'],
    ['riscv64-linux-gnu-gcc (Debian 12.2.0-13) 12.2.0', /gcc.*\) /, '12.2.0'],
    ['riscv64-unknown-elf-gcc (12.2.0-14+deb12u1+11+b2) 12.2.0', /gcc.*\) /, '12.2.0'],
    [
      'tinygo version 0.41.0 linux/amd64 (using go version go1.26.8 and LLVM version 19.1.7)',
      /tinygo version /,
      '0.41.0',
    ],
    ['QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)', /QEMU emulator version /, '7.2.22'],
    ['GNU Make 4.3', /GNU Make /, '4.3'],
    ['bsdmake 5', /GNU Make /, undefined],
  ])('%s', (text, after, version) => {
    expect(findVersion(text, after)).toBe(version);
  });
});

describe('ranges', () => {
  it.each([
    ['1.24', true],
    ['1.24.13', true],
    ['1.26.8', true],
    ['1.27', false],
    ['1.27.0', false],
    ['1.9', false],
    ['2.0', false],
  ])('%s in >=1.24 <1.27: %s', (version, expected) => {
    expect(isInRange(version, { from: '1.24', below: '1.27' })).toBe(expected);
  });

  it('compares numbers, not text', () => {
    expect(compareVersions('1.10', '1.9')).toBeGreaterThan(0);
    expect(compareVersions('1.2', '1.2.0')).toBe(0);
  });

  it('describes itself', () => {
    expect(describeRange({ from: '1.24', below: '1.27' })).toBe('>=1.24 <1.27');
    expect(describeRange({ from: '19' })).toBe('>=19');
    expect(describeRange({})).toBe('any version');
  });
});
