import { describe, expect, it } from 'vitest';
import { isCompiledFor } from '../../src/plan/build-constraint.js';
import { createBuildPlan } from '../../src/plan/create-plan.js';
import { renderBinding } from '../../src/plan/isr-binding.js';
import { findIsrMarks } from '../../src/plan/isr-marks.js';
import { moveReplacements } from '../../src/project/go-mod.js';
import { planInputOf, unwrap } from './plan-input.js';

describe('findIsrMarks', () => {
  it('finds a mark with its function, its place and the constraint of the file', () => {
    const text =
      '//go:build baremetal && !small\n\npackage main\n\n// on is called.\n//\n//go:isr UART UART0\nfunc on() {\n}\n';
    expect(findIsrMarks('a/b.go', text)).toEqual([
      {
        file: 'a/b.go',
        line: 7,
        col: 1,
        handler: { name: 'UART', irq: 'UART0', function: 'on' },
        constraint: 'baremetal && !small',
      },
    ]);
  });

  it.each([
    ['no word behind it', '//go:isr\nfunc on() {}'],
    ['a blank before go', '// go:isr A UART0\nfunc on() {}'],
    ['the other kind of comment', '/*go:isr A UART0*/\nfunc on() {}'],
    ['no function below', '//go:isr A UART0\nvar x = 1'],
    ['an indented mark', '\t//go:isr A UART0'],
    ['Windows line ends, and a parameter', '//go:isr A UART0\r\nfunc on(x int) {}'],
  ])('%s: a mark, but nothing that a plan could show', (_name, text) => {
    const [mark, ...more] = findIsrMarks('x.go', `package main\n\n${text}\n`);
    expect(mark).toMatchObject({ line: 3 });
    expect(mark).not.toHaveProperty('handler');
    expect(more).toEqual([]);
  });

  it.each(['package main', '// Marks look like this: //go:isr A UART0', 'var x = "//go:isr A UART0"', '//go:isrx A 1'])(
    'nothing in %s',
    (text) => expect(findIsrMarks('x.go', text)).toEqual([]),
  );
});

describe('isCompiledFor', () => {
  const tags = new Set(['linux', 'arm', 'baremetal', 'a', 'b.c']);
  it.each([
    ['x.go', undefined, true],
    ['x.go', 'baremetal', true],
    ['x.go', '!baremetal', false],
    ['x.go', 'a && none', false],
    ['x.go', 'a && !none', true],
    ['x.go', 'none || a', true],
    ['x.go', 'none || (a && !(b.c))', false],
    ['x.go', 'none && none || a', true],
    ['x.go', '!(none || none)', true],
    ['x.go', 'go1.21', true],
    ['x_linux.go', undefined, true],
    ['x_windows.go', undefined, false],
    ['x_linux_arm.go', undefined, true],
    ['x_linux_riscv64.go', undefined, false],
    ['x_windows_arm.go', undefined, false],
    ['x_arm.go', undefined, true],
    ['x_bl602.go', undefined, true],
    ['linux.go', undefined, true],
    ['windows.go', undefined, true],
  ])('%s, //go:build %s: %s', (name, constraint, expected) => {
    expect(isCompiledFor(name, constraint, tags)).toBe(expected);
  });
});

describe('a plan', () => {
  const source = (constraint: string) =>
    findIsrMarks('isr.go', `${constraint}package main\n\n//go:isr CONSOLE UART0\nfunc on() {}\n`);
  const planOf = (board: string, constraint = '') =>
    unwrap(createBuildPlan({ ...planInputOf({ board }), isrMarks: source(constraint) }));

  it.each([
    ['virt32', 10],
    ['bl602', 16 + 29],
  ])('%s: the handler with the number of the board, from a copy of the sources', (board, number) => {
    const { interrupts, steps, files } = planOf(board);
    expect(interrupts?.handlers).toMatchObject([
      {
        name: 'CONSOLE',
        irq: 'UART0',
        number,
        function: 'on',
        at: { file: 'isr.go', line: 3, col: 1 },
        origins: [{ kind: 'bljh' }, { kind: 'board', key: 'interrupts.UART0' }],
      },
    ]);
    expect(steps[0]?.cwd).toBe(`build/${board}/stage`);
    const args = steps[0]?.args.map(({ text }) => text) ?? [];
    expect(args).toContain(`-target=../../../build/${board}/gen/target.json`);
    expect(args).toContain('.work/app.elf');
    expect(steps[0]?.env.find(({ name }) => name === 'GOFLAGS')?.text).toBe('-mod=readonly');
    expect(files.find(({ path }) => path === `build/${board}/stage/go.mod`)?.content).toContain(
      `bljh/config => ../../.././build/${board}/gen/config`,
    );
  });

  it('without a mark there is no copy, and nothing of interrupts', () => {
    const plan = unwrap(createBuildPlan(planInputOf({ board: 'virt32' })));
    expect(plan.steps[0]).not.toHaveProperty('cwd');
    expect(plan).not.toHaveProperty('interrupts');
  });

  it('marks that are for other boards are not shown', () => {
    expect(planOf('virt32', '//go:build bl602\n\n').interrupts).toMatchObject({ handlers: [], marks: [] });
    expect(planOf('bl602', '//go:build bl602\n\n').interrupts?.handlers).toHaveLength(1);
    expect(planOf('virt64', '//go:build baremetal\n\n').interrupts?.marks).toEqual([]);
    expect(planOf('virt64').interrupts?.marks).toHaveLength(1);
  });
});

it.each([
  ['replace a/b => ./other', 'replace a/b => ../../.././other'],
  ['replace a/b => ../other', 'replace a/b => ../../../../other'],
  ['replace a/b => "./other side"', 'replace a/b => "../../.././other side"'],
  ['replace (\n\ta/b v1.0.0 => ..\n)', 'replace (\n\ta/b v1.0.0 => ../../../..\n)'],
  ['replace a/b => /abs', 'replace a/b => /abs'],
  ['replace a/b => c/d v1.2.3', 'replace a/b => c/d v1.2.3'],
  ['replace a/b => .hidden.org/d v1.2.3', 'replace a/b => .hidden.org/d v1.2.3'],
])('moveReplacements: %s', (from, to) => expect(moveReplacements(from, '../../../')).toBe(to));

it('a binding has a constant number and a plain function for each handler', () => {
  const at = { file: 'lib/x.go', line: 3, col: 1 };
  const common = { package: 'app/lib', packageName: 'lib', dir: 'lib', at };
  const handlers = [
    { ...common, function: 'on', name: 'UART', number: 10 },
    { ...common, function: 'on', name: 'UART', number: 11 },
  ];
  expect(renderBinding('lib', handlers)).toBe(`// Code generated by bljh from //go:isr marks. DO NOT EDIT.

package lib

import bljhInterrupt "runtime/interrupt"

// lib/x.go:3
func bljhISR10UART(bljhInterrupt.Interrupt) { on() }

func init() { bljhInterrupt.New(10, bljhISR10UART).Enable() }

// lib/x.go:3
func bljhISR11UART(bljhInterrupt.Interrupt) { on() }

func init() { bljhInterrupt.New(11, bljhISR11UART).Enable() }
`);
});
