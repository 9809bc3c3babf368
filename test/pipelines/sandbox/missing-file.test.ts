import { describe, expect, it } from 'vitest';
import { findMissingFile } from '../../../src/pipelines/sandbox/missing-file.js';

describe('findMissingFile', () => {
  it.each([
    ['GCC', './secret.go:4:10: fatal error: secret.h: No such file or directory\ncompilation terminated.', 'secret.h'],
    ['clang', "main.c:1:10: fatal error: 'a/b.h' file not found", 'a/b.h'],
    ['TinyGo', "main.go:5:10: 'sensor.h' file not found", 'sensor.h'],
    ['GNU ld, a library', '/usr/bin/ld: cannot find -lsensor: No such file or directory', 'sensor'],
    ['GNU ld, a script', 'ld: cannot open linker script file x.ld: No such file or directory', undefined],
    ['lld', 'ld.lld: error: cannot open /opt/x.ld: No such file or directory', '/opt/x.ld'],
    ['the Go command', 'main.go:3:12: open /opt/x/go.mod: no such file or directory', '/opt/x/go.mod'],
    ['an embedded file', 'main.go:5:12: pattern data/*.bin: no matching files found', 'data/*.bin'],
    ['an error of another kind', 'main.go:3:2: undefined: x', undefined],
  ])('%s', (_, output, file) => {
    expect(findMissingFile(output)).toBe(file);
  });
});
