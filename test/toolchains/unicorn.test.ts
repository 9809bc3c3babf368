import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTool } from '../../src/toolchains/find-tool.js';
import { installToolsOn } from '../../src/toolchains/install.js';
import { debian, type FakeMachine, fakeMachine } from './fake-tools.js';

const REQUIREMENTS = 'unicorn==2.1.4 --hash=sha256:00\n';

function machineWithRequirements(): FakeMachine {
  const machine = fakeMachine();
  machine.write('package/templates/emulator/requirements.txt', REQUIREMENTS);
  return machine;
}

/** A Python that makes environments and has pip; `pip` is what its `pip install` does. */
function addPython(machine: FakeMachine, pip = 'true', check = 'echo good'): void {
  const inside = `#!/bin/sh
case "$*" in
*purelib*) echo '${machine.folder}/site' ;;
*__version__*) [ -e '${machine.folder}/installed' ] || { echo 'No module named unicorn' >&2; exit 1; }; echo 'unicorn 2.1.4' ;;
esac`;
  machine.write('inside', inside, 0o755);
  machine.addTool(
    'python3',
    `case "$*" in
*version_info*) ${check} ;;
*venv*) for last; do :; done; /bin/mkdir -p "$last/bin"; /bin/cp '${machine.folder}/inside' "$last/bin/python" ;;
*'pip install'*) ${pip} ;;
esac`,
  );
}

const install = (machine: FakeMachine) =>
  installToolsOn(debian(machine), ['unicorn'], machine.context, { yes: false, onEvent: () => undefined });

const entriesOf = ({ context }: FakeMachine) => {
  const folder = join(context.cacheFolder, 'tools');
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe('unicorn', () => {
  it('is missing before it was installed, and the command that gets it is named', async () => {
    const found = await findTool('unicorn', machineWithRequirements().context);
    expect(found).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'TC0001', hint: expect.objectContaining({ text: expect.any(String) }) }],
    });
  });

  it('is installed by pip with the pinned hashes, and found afterwards without a question', async () => {
    const machine = machineWithRequirements();
    addPython(machine, `: > '${machine.folder}/installed'`);
    expect(await install(machine)).toMatchObject({
      ok: true,
      value: [{ id: 'unicorn', version: '2.1.4', from: 'cache' }],
    });
    const pip = machine.callsOf('python3').find((call) => call.includes('pip install')) ?? '';
    expect(pip).toContain('--require-hashes --only-binary :all: --no-deps');
    expect(pip).toContain(`--target ${machine.folder}/site`);
    expect(pip).toContain(`--requirement ${machine.context.packageFolder}/templates/emulator/requirements.txt`);
    expect(entriesOf(machine)).toEqual([expect.stringMatching(/^unicorn-2\.1\.4-[0-9a-f]{12}$/)]);
    const calls = machine.callsOf('python3').length;
    expect(await findTool('unicorn', machine.context)).toMatchObject({ ok: true, value: { version: '2.1.4' } });
    expect(machine.callsOf('python3')).toHaveLength(calls);
  });

  it('leaves nothing behind when pip fails, and shows what pip said', async () => {
    const machine = machineWithRequirements();
    addPython(machine, `echo 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES' >&2; exit 1`);
    const result = await install(machine);
    expect(result).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'TC0003', toolOutput: expect.stringContaining('DO NOT MATCH THE HASHES') }],
    });
    expect(entriesOf(machine)).toEqual([]);
  });

  it('asks for the Debian packages where no Python has pip', async () => {
    const machine = machineWithRequirements();
    addPython(machine, 'true', 'exit 1');
    machine.addTool('apt-get', '');
    const events: string[] = [];
    await installToolsOn(debian(machine), ['unicorn'], machine.context, {
      yes: false,
      dryRun: true,
      onEvent: ({ text }) => events.push(text),
    });
    expect(events.join('\n')).toMatch(/python3 python3-pip/);
  });

  it('of another pin is another entry: the old one is not used', async () => {
    const machine = machineWithRequirements();
    addPython(machine, `: > '${machine.folder}/installed'`);
    await install(machine);
    machine.write('package/templates/emulator/requirements.txt', 'unicorn==2.1.5 --hash=sha256:01\n');
    expect(await findTool('unicorn', machine.context)).toMatchObject({ ok: false, diagnostics: [{ code: 'TC0001' }] });
  });
});
