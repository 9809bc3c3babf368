/** Sizes of real programs: what bljh says of a region is what readelf and TinyGo say of it, to the byte. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SizeRegion } from '../../src/size/size-report.js';
import { BUILD_TIMEOUT_MS, makeRealProject, type RealProject, readelf } from './real-tools.js';

const GENERIC = `package main

type number interface{ ~int | ~int64 | ~float64 }

//go:noinline
func Sum[T number](all []T) T {
	var sum T
	for _, each := range all {
		sum += each
	}
	return sum
}
`;

let project: RealProject;

beforeAll(async () => {
  project = await makeRealProject('led_blink');
  project.rig.write('app/generic.go', GENERIC);
  const main = project.rig.read('app/main.go');
  const calls = 'println(Sum([]int{len(os.Args), 2}), Sum([]int64{int64(len(os.Args)), 2}))';
  project.rig.write('app/main.go', main.replace('func main() {', `func main() {\n\t${calls}`));
}, BUILD_TIMEOUT_MS);

async function regionsOf(...args: string[]): Promise<readonly SizeRegion[]> {
  return JSON.parse(await project.ok('size', '--format', 'json', ...args)).regions;
}

function expectSums({ usedBytes, packages, symbols = [] }: SizeRegion): void {
  expect(Object.values(packages).reduce((sum, bytes) => sum + bytes, 0)).toBe(usedBytes);
  expect(symbols.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(usedBytes);
}

interface Section {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly flags: string;
}

async function sectionsOf(file: string): Promise<readonly Section[]> {
  const text = await readelf(project.rig, '-SW', file);
  const row = /^ +\[ *\d+\] (\S+) +(\S+) +[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+) [0-9a-f]+ ([A-Zxop ]*?) +\d+ +\d+ +\d+$/gm;
  return [...text.matchAll(row)].map(([, name = '', type = '', size = '', flags = '']) => {
    return { name, type, size: Number.parseInt(size, 16), flags };
  });
}

function bytesBySection({ symbols = [] }: SizeRegion): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { section, bytes } of symbols) found.set(section, (found.get(section) ?? 0) + bytes);
  return found;
}

describe.each(['bl602', 'virt32'])('%s', (board) => {
  const elf = () => join(project.folder, 'build', board, 'app.elf');

  it('has in each region the sections that readelf has', async () => {
    const [flash, ram] = await regionsOf('--board', board);
    if (flash === undefined || ram === undefined) expect.fail();
    expectSums(flash);
    expectSums(ram);
    const sections = new Map((await sectionsOf(elf())).map((section) => [section.name, section.size]));
    expect(sections.size).toBeGreaterThan(5);
    for (const name of ['.text', '.rodata']) expect(bytesBySection(flash).get(name), name).toBe(sections.get(name));
    for (const name of ['.stack', '.bss']) expect(bytesBySection(ram).get(name), name).toBe(sections.get(name));
    const sizes = (...names: string[]) => names.reduce((sum, name) => sum + (sections.get(name) ?? 0), 0);
    expect(flash.usedBytes).toBe(sizes('.text', '.rodata', '.data'));
    expect(ram.usedBytes).toBe(sizes('.stack', '.data', '.bss'));
  });

  it('has the totals of tinygo build -size full', async () => {
    await project.ok('build', '--board', board, '--force');
    const log = project.rig.read(`app/build/${board}/build.log`);
    const call = /^\$ (.*)$/m.exec(log)?.[1] ?? expect.fail(log);
    const { stderr } = await project.bljh('build', '--board', board, '--force', '--verbose');
    const environment = /^((?:\w+=\S+ |\w+='[^']*' )+)\S*tinygo build/m.exec(stderr)?.[1] ?? expect.fail(stderr);
    const measured = call
      .replace(' build ', ' build -size full ')
      .replace(/-o \S+/, `-o '${project.rig.path('x.elf')}'`);
    const { code, stdout } = await project.rig.run('sh', ['-c', `${environment} ${measured}`], {
      cwd: project.folder,
      timeoutMs: BUILD_TIMEOUT_MS,
    });
    expect(code).toBe(0);
    const [, flash, ram] = /\| +(\d+) +(\d+) \| total$/m.exec(stdout) ?? expect.fail(stdout);
    const regions = await regionsOf('--board', board);
    expect(regions.map(({ usedBytes }) => usedBytes)).toEqual([Number(flash), Number(ram)]);
  });

  it('puts the instances of a generic function together', async () => {
    expect(await project.ok('size', '--board', board, '--by', 'instance')).toMatch(
      / main\.Sum\[\.\.\.\] \(2 instances\)/,
    );
  });
});

describe('jh7110', () => {
  const file = () => join(project.folder, 'build/jh7110/app');

  it('has in its file and segments what readelf has', async () => {
    const [whole, ...segments] = await regionsOf('--board', 'jh7110');
    if (whole === undefined) expect.fail();
    expect(whole.usedBytes).toBe(statSync(file()).size);
    for (const region of [whole, ...segments]) expectSums(region);
    const sections = await sectionsOf(file());
    expect(sections.length).toBeGreaterThan(20);
    const inFile = bytesBySection(whole);
    for (const { name, size } of sections.filter(({ type, size }) => type !== 'NOBITS' && size > 0))
      expect(inFile.get(name), name).toBe(size);
    const loaded = new Map(segments.flatMap((region) => [...bytesBySection(region)]));
    for (const { name, size } of sections.filter(({ flags, size }) => flags.includes('A') && size > 0))
      expect(loaded.get(name), name).toBe(size);
    const headers = await readelf(project.rig, '-lW', file());
    const mapped = [...headers.matchAll(/^ +LOAD +(?:0x\w+ +){4}(0x\w+) /gm)].map(([, size]) => Number(size));
    expect(segments.reduce((sum, { usedBytes }) => sum + usedBytes, 0)).toBe(
      mapped.reduce((sum, size) => sum + size, 0),
    );
    expect(whole.packages).toHaveProperty('runtime');
    expect(whole.packages).toHaveProperty('main');
  });

  it('stripped says that it cannot tell names, and still adds up', async () => {
    await project.ok('configure', '--board', 'jh7110', '--set', 'STRIP=y');
    expect(await project.ok('size', '--board', 'jh7110')).toContain('there is no symbol table in it');
    for (const region of await regionsOf('--board', 'jh7110')) expectSums(region);
  });
});

it('an archive adds up to its file', async () => {
  const driver = await makeRealProject('driver');
  const { regions } = JSON.parse(await driver.ok('size', '--board', 'jh7110', '--format', 'json'));
  expect(regions).toHaveLength(1);
  expectSums(regions[0]);
  expect(regions[0].usedBytes).toBe(statSync(join(driver.folder, 'build/jh7110/libapp.a')).size);
});
