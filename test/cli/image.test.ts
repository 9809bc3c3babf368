/** bljh image inspect and bljh image verify, as their users see them. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildElf } from '../image/build-elf.js';
import { boot2Image, directImage, firmwareImage, PROGRAM, sampleProgram } from '../image/sample-flash.js';
import { jsonOf, makeRig } from '../rig.js';

function makeFiles() {
  const rig = makeRig();
  rig.write('direct.img', directImage());
  rig.write('boot2.img', boot2Image());
  rig.write('fw.img', firmwareImage());
  const damaged = directImage();
  damaged[0x2abc] = (damaged[0x2abc] ?? 0) ^ 1;
  rig.write('damaged.img', damaged);
  rig.write('cut.img', boot2Image().subarray(0, 0x11100));
  rig.write('raw.bin', sampleProgram(7000));
  rig.write('app.elf', buildElf({ bits: 32, segments: [{ virtualAddress: 0x23000000, bytes: PROGRAM }] }));
  rig.write('other.elf', buildElf({ bits: 32, segments: [{ virtualAddress: 0x23000000, bytes: sampleProgram(64) }] }));
  const image = (...args: string[]) => rig.bljh(['image', ...args]);
  return { rig, image };
}

describe('bljh image verify', () => {
  it.each(['direct.img', 'boot2.img', 'fw.img'])('%s: exit code 0, also with its ELF file', async (file) => {
    const { image } = makeFiles();
    for (const more of [[], ['--elf', 'app.elf']]) {
      const { code, stdout, stderr } = await image('verify', file, ...more);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^nothing is wrong/m);
    }
    expect((await image('verify', file, '--quiet')).stdout).toBe('');
  });

  it('a changed byte: the place, what was expected and what is there, one fix, exit code 6', async () => {
    const { image } = makeFiles();
    const { code, stdout, stderr } = await image('verify', 'damaged.img');
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /^error\[IM0104\]: damaged\.img: at 0x2000 \(firmware\): the SHA-256 over 0x2000 to 0x6e1f: expected [0-9a-f]{64} \(from the header at 0x0\), found [0-9a-f]{64}\nhint: the file is damaged/,
    );
    expect(stdout).toMatch(/firmware +WRONG\n1 wrong$/m);
  });

  it('a file that is cut short: where it ends', async () => {
    const { image } = makeFiles();
    const { code, stderr } = await image('verify', 'cut.img');
    expect(code).toBe(6);
    expect(stderr).toContain(
      'error[IM0103]: cut.img: at 0x11100 (firmware): the file ends here; the image ends at 0x15e20',
    );
  });

  it.each([
    ['app.elf', 'IM0102', 'it is an ELF file', 6],
    ['raw.bin', 'IM0102', 'it begins with', 6],
    ['nothing.img', 'CL0003', 'there is no such file', 2],
    ['.', 'CL0003', 'this is no file', 2],
  ] as const)('%s: %s', async (file, wanted, reason, exit) => {
    const { image } = makeFiles();
    for (const command of ['verify', 'inspect']) {
      const { code, stdout, stderr } = await image(command, file);
      expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
      expect(stderr).toContain(`error[${wanted}]`);
      expect(stderr).toContain(reason);
      expect(stderr).toContain('hint: ');
    }
  });

  it('another program than that of --elf', async () => {
    const { image } = makeFiles();
    const { code, stderr } = await image('verify', 'direct.img', '--elf', 'other.elf');
    expect(code).toBe(6);
    expect(stderr).toContain('error[IM0109]: direct.img: at 0x2000 (firmware): the length of the program: expected 64');
    expect((await image('verify', 'direct.img', '--elf', 'nothing.elf')).code).toBe(2);
  });

  it('--json has parts and findings, right or wrong', async () => {
    const { image } = makeFiles();
    const right = await image('verify', 'direct.img', '--json');
    expect(jsonOf(right)).toMatchObject({ ok: true, exitCode: 0, result: { kind: 'direct', findings: [] } });
    const wrong = await image('verify', 'damaged.img', '--json');
    expect(wrong.code).toBe(6);
    expect(jsonOf(wrong)).toMatchObject({
      ok: false,
      exitCode: 6,
      result: { findings: [{ code: 'IM0104', at: 0x2000, part: 'firmware' }] },
      diagnostics: [{ severity: 'error', code: 'IM0104' }],
    });
  });
});

describe('bljh image inspect', () => {
  it('shows every part with its place, and what each header says', async () => {
    const { image } = makeFiles();
    const { code, stdout, stderr } = await image('inspect', 'boot2.img');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^boot2\.img: BL602 flash with boot2, 2064456 bytes$/m);
    expect(stdout).toMatch(/^ {2}0x011000-0x015e20 +20000 +firmware +SHA-256 is right$/m);
    expect(stdout).toMatch(/^ {6}flash clock: 80 MHz \(3\), divided by 2$/m);
    expect(stdout).toMatch(/^nothing is wrong; 72 bytes have no checksum$/m);
  });

  it('marks what is wrong, and still ends with exit code 0', async () => {
    const { image } = makeFiles();
    const { code, stdout, stderr } = await image('inspect', 'damaged.img');
    expect(code).toBe(0);
    expect(stdout).toMatch(/firmware +WRONG$/m);
    expect(stderr).toContain('warning[IM0104]: damaged.img: at 0x2000');
  });

  it('--svg draws a map', async () => {
    const { rig, image } = makeFiles();
    const { code } = await image('inspect', 'boot2.img', '--svg', 'map.svg');
    expect(code).toBe(0);
    expect(readFileSync(rig.path('map.svg'), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect((await image('inspect', 'raw.bin', '--svg', 'none.svg')).code).toBe(6);
    expect(existsSync(rig.path('none.svg'))).toBe(false);
  });
});
