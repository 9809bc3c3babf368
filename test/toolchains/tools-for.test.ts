import { describe, expect, it } from 'vitest';
import { selectMissing, withPrerequisites } from '../../src/toolchains/install-order.js';
import { TOOLS } from '../../src/toolchains/registry.js';
import { TOOL_IDS } from '../../src/toolchains/tool.js';
import { toolsFor } from '../../src/toolchains/tools-for.js';

describe('toolsFor', () => {
  it.each([
    [{ runtime: 'go', cgo: false }, ['go', 'go-modules']],
    [
      { runtime: 'go', cgo: true, emulator: 'qemu-riscv64' },
      ['go', 'go-modules', 'riscv64-linux-gnu-gcc', 'qemu-riscv64'],
    ],
    [{ runtime: 'tinygo', cgo: false }, ['go', 'go-modules', 'tinygo', 'clang', 'lld', 'riscv64-unknown-elf-gcc']],
  ] as const)('%j', (purpose, expected) => {
    expect(toolsFor(purpose)).toEqual(expected);
  });
});

describe('the order of an installation', () => {
  it('puts every tool behind what it needs', () => {
    expect(withPrerequisites(['tinygo', 'go-modules'], TOOLS)).toEqual(['go', 'clang', 'lld', 'tinygo', 'go-modules']);
  });

  it('needs nothing for a tool that is here', () => {
    const tool = { id: 'tinygo', path: '/t', version: '0.41.0', from: 'PATH', facts: {} } as const;
    expect(selectMissing(['tinygo'], TOOLS, new Map([['tinygo', { kind: 'ok', tool }]]))).toEqual([]);
  });
});

it('the registry knows every tool by its own name', () => {
  for (const id of TOOL_IDS) expect(TOOLS[id].id).toBe(id);
});
