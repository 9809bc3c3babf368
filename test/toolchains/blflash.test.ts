/** blflash with a fake cargo: where it is looked for, what is asked of cargo, and the vendor's files beside it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blflashEntryName, diagnoseVendorFiles } from '../../src/toolchains/blflash/vendor-files.js';
import { findTool } from '../../src/toolchains/find-tool.js';
import { installToolsOn } from '../../src/toolchains/install.js';
import { debian, type FakeMachine, fakeMachine, says } from './fake-tools.js';

const CRATE = 'home/.cargo/registry/src/a-registry/blflash-0.3.5/src/chip/bl602';
const FILES = ['image/blsp_boot2.bin', 'image/eflash_loader_40m.bin', 'cfg/ro_params.dtb'];

/** The vendor's files are not ours to have here: others are pinned in their place. */
function pinOthers(machine: FakeMachine): FakeMachine {
  const lines = FILES.map((name) => `${createHash('sha256').update(`the real ${name}`).digest('hex')}  ${name}`);
  machine.write('package/templates/blflash/SHA256SUMS', `${lines.join('\n')}\n`);
  return machine;
}

function machineWith({ files = FILES, cargo = '', version = '0.3.5' } = {}): FakeMachine {
  const machine = pinOthers(fakeMachine());
  machine.write('built', `#!/bin/sh\n${says(`blflash ${version}`)}\n`, 0o755);
  const unpack = files.map((name) => {
    const file = join(machine.folder, CRATE, name);
    return `/bin/mkdir -p '${dirname(file)}'; printf 'the real ${name}' > '${file}'`;
  });
  machine.addTool(
    'cargo',
    `${cargo}
while [ $# -gt 0 ]; do [ "$1" = --root ] && root="$2"; [ "$1" = --target-dir ] && target="$2"; shift; done
/bin/mkdir -p "$root/bin" "$target"; /bin/cp '${machine.folder}/built' "$root/bin/blflash"
${unpack.join('\n')}`,
  );
  machine.addTool('apt-get', '');
  machine.addTool('dpkg-query', '');
  return machine;
}

function install(machine: FakeMachine) {
  return installToolsOn(debian(machine), ['blflash'], machine.context, { yes: true, onEvent: () => undefined });
}

describe('the installation of blflash', () => {
  it("is one call of cargo by the crate's name, with its lock file; the vendor's files lie beside it", async () => {
    const machine = machineWith();
    const result = await install(machine);
    const entry = join(machine.context.cacheFolder, 'tools', blflashEntryName());
    expect(result).toMatchObject({
      ok: true,
      value: [
        { version: '0.3.5', from: 'cache', path: join(entry, 'bin/blflash'), facts: { data: join(entry, 'data') } },
      ],
    });
    expect(machine.callsOf('cargo')).toHaveLength(1);
    expect(machine.callsOf('cargo')[0]).toMatch(
      /^install blflash --version 0\.3\.5 --locked --root \S+ --target-dir \S+$/,
    );
    expect(readdirSync(entry).sort()).toEqual(['bin', 'data']);
    for (const name of FILES) expect(readFileSync(join(entry, 'data', name), 'utf8')).toBe(`the real ${name}`);
  });

  it("installs Debian's cargo where there is none", async () => {
    const machine = machineWith();
    const [cargo, aside] = [join(machine.folder, 'bin/cargo'), join(machine.folder, 'cargo')];
    renameSync(cargo, aside);
    machine.addTool('apt-get', `/bin/cp '${aside}' '${cargo}'`);
    expect(await install(machine)).toMatchObject({ ok: true });
    expect(machine.callsOf('apt-get').at(-1)).toMatch(/ cargo$/);
  });

  it.each([
    ['that fails', { cargo: 'echo "error: no network" >&2; exit 101' }, /cargo.* ended with exit code 101/],
    ['without the crate in the registry folder', { files: [] }, /registry folder does not hold its crate/],
    ['without one of the files', { files: FILES.slice(0, 2) }, /has no cfg\/ro_params\.dtb/],
  ])('%s leaves nothing', async (_name, how, message) => {
    const machine = machineWith(how);
    const result = await install(machine);
    expect(result.diagnostics).toMatchObject([{ code: 'TC0003', message: expect.stringMatching(message) }]);
    expect(existsSync(join(machine.context.cacheFolder, 'tools', blflashEntryName()))).toBe(false);
  });
});

describe('a blflash on PATH', () => {
  it("counts with its crate in cargo's registry folder", async () => {
    const machine = pinOthers(fakeMachine());
    const path = machine.addTool('blflash', says('blflash 0.3.5'));
    expect((await findTool('blflash', machine.context)).diagnostics).toMatchObject([
      { code: 'TC0001', message: expect.stringContaining("has no crate in cargo's registry folder") },
    ]);
    for (const name of FILES) machine.write(`${CRATE}/${name}`, `the real ${name}`);
    expect(await findTool('blflash', machine.context)).toMatchObject({
      ok: true,
      value: { path, from: 'PATH', facts: { data: join(machine.folder, CRATE) } },
    });
    const data = join(machine.folder, CRATE);
    expect(diagnoseVendorFiles(data, machine.context)).toBeUndefined();
    machine.write(`${CRATE}/${FILES[0]}`, 'another boot2');
    const hash = createHash('sha256').update('another boot2').digest('hex');
    expect(diagnoseVendorFiles(data, machine.context)).toBe(
      `has another image/blsp_boot2.bin than the one of blflash 0.3.5: SHA-256 ${hash}`,
    );
  });

  it('of another version does not count', async () => {
    const machine = pinOthers(fakeMachine());
    machine.addTool('blflash', says('blflash 0.3.4'));
    expect((await findTool('blflash', machine.context)).diagnostics).toMatchObject([{ code: 'TC0002' }]);
  });
});
