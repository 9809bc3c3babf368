/** Completion: the scripts are run by the shells that are there, and what they offer is right (C16). */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findExecutable } from '../../src/process/find-executable.js';
import { type FakeRig, makeFakeRig, withSystemPath } from '../fakes/fake-tools.js';
import { bljhFile } from '../rig.js';

function makeShellRig(): FakeRig {
  const rig = makeFakeRig();
  rig.write('bin/bljh', `#!/bin/sh\nexec '${process.execPath}' '${bljhFile}' "$@"\n`, 0o755);
  withSystemPath(rig);
  return rig;
}

async function completeInBash(rig: FakeRig, cwd: string, ...words: string[]): Promise<string[]> {
  const script = `eval "$(bljh completion bash)"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_bljh
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { code, stdout, stderr } = await rig.run('bash', ['-c', script, 'test', 'bljh', ...words], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').filter((line) => line !== '');
}

const hasBash = findExecutable('bash', '/usr/bin:/bin') !== undefined;

describe.runIf(hasBash)('bash', () => {
  it.each([
    { words: ['bu'], offers: ['build'] },
    { words: ['b'], offers: ['boards', 'build'] },
    { words: ['build', '--board', 'virt'], offers: ['virt32', 'virt32-xip', 'virt64'] },
    { words: ['build', '-b', 'jh'], offers: ['jh7110'] },
    { words: ['new', 'x', '--template', ''], offers: ['driver', 'led_blink', 'options'] },
    { words: ['toolchain', ''], offers: ['install'] },
    { words: ['cache', ''], offers: ['gc', 'info', 'key', 'verify'] },
    { words: ['cache', 'gc', '--m'], offers: ['--max-size'] },
    { words: ['cache', 'key', '--board', 'jh'], offers: ['jh7110'] },
    { words: ['toolchain', 'install', 'qemu-r'], offers: ['qemu-riscv64'] },
    { words: ['configure', '--de'], offers: ['--defconfig'] },
    { words: ['configure', '--f'], offers: ['--from-old'] },
    { words: ['configure', '--defconfig', 'b'], offers: ['bl602'] },
    { words: ['configure', '--set', 'HEAP_LIMIT_T'], offers: ['HEAP_LIMIT_TINY='] },
    { words: ['configure', '--unset', 'CG'], offers: ['CGO'] },
    { words: ['configure', '--unset', 'LINUX_O'], offers: [] },
    { words: ['configure', '--set', 'HAS_TINY'], offers: [] },
    { words: ['configure', '--set', 'CGO', '='], offers: ['n', 'y'] },
    { words: ['configure', '--no-m'], offers: ['--no-menu'] },
    { words: ['help', 'conf'], offers: ['configure'] },
    { words: ['explain', '--b'], offers: ['--board'] },
    { words: ['build', '--nonsense', 'zzz'], offers: [] },
  ])('$words offers $offers', async ({ words, offers }) => {
    const rig = makeShellRig();
    expect(await completeInBash(rig, rig.folder, ...words)).toEqual(offers);
  });

  it("offers the project's own presets and symbols", async () => {
    const rig = makeShellRig();
    const project = await rig.project('options');
    rig.write('app/configs/small_defconfig', '');
    rig.write('app/configs/README.md', '');
    rig.write('app/Kconfig', 'source "more/Kconfig"\n');
    rig.write('app/more/Kconfig', 'config FROM_MORE\n\tbool "More"\n');
    expect(await completeInBash(rig, project, 'configure', '--defconfig', 's')).toEqual(['small']);
    expect(await completeInBash(rig, project, 'configure', '--defconfig', 'R')).toEqual([]);
    expect(await completeInBash(rig, project, 'configure', '--set', 'FROM')).toEqual(['FROM_MORE=']);
  });

  it("offers what bljh explain knows: the board's symbols, the project's, keys", async () => {
    const rig = makeShellRig();
    const project = await rig.project('options');
    rig.write('app/Kconfig', 'source "more"\nmenuconfig OWN_MENU\n\tbool "x"\n');
    rig.write('app/more', 'source "Kconfig"\nconfig OWN_MORE\n\tbool "y"\n');
    expect(await completeInBash(rig, project, 'explain', 'OWN_')).toEqual(['OWN_MENU', 'OWN_MORE']);
    expect(await completeInBash(rig, project, 'explain', 'GPIO')).toEqual(['GPIO_CHIP']);
    expect(await completeInBash(rig, project, 'explain', '--board', 'virt32', 'GPIO')).toEqual([]);
    expect(await completeInBash(rig, project, 'explain', 'tags.')).toEqual(['tags.FEATURE_RENAMED']);
    expect(await completeInBash(rig, rig.folder, 'explain', 'HEAP')).toEqual([]);
  });

  it('of the project that -C names', async () => {
    const rig = makeShellRig();
    await rig.project('options');
    expect(await completeInBash(rig, rig.folder, '-C', 'app', 'configure', '--set', 'BUF')).toEqual(['BUFFER_SIZE=']);
    expect(await completeInBash(rig, rig.folder, 'configure', '-C', 'app', '--set', 'BUF')).toEqual(['BUFFER_SIZE=']);
  });

  it('offers tags, variables and linker symbols to explain before anything was built', async () => {
    const rig = makeShellRig();
    const project = await rig.project('options');
    expect(await completeInBash(rig, project, 'explain', 'GOO')).toEqual(['GOOS']);
    expect(await completeInBash(rig, project, 'explain', 'fea')).toEqual(['feature']);
    expect(await completeInBash(rig, project, 'explain', 'other')).toEqual(['other_name']);
    expect(await completeInBash(rig, project, 'explain', 'main.')).toEqual(['main.version']);
    expect(await completeInBash(rig, project, 'explain', '-b', 'virt32', '_bljh_s')).toEqual(['_bljh_stack_size']);
  });

  it("offers the project's own boards, and no others' files", async () => {
    const rig = makeShellRig();
    const project = await rig.project('led_blink');
    rig.write('app/boards/mine/board.ini', 'title = mine\n');
    rig.write('app/boards/README.md', 'no board');
    expect(await completeInBash(rig, project, 'build', '--board', 'm')).toEqual(['mine']);
    expect(await completeInBash(rig, project, 'build', '--board', 'R')).toEqual([]);
  });

  it('words that are shell code are not run', async () => {
    const rig = makeShellRig();
    await completeInBash(rig, rig.folder, 'build', '$(touch canary)', '`touch canary`', '');
    expect(existsSync(rig.path('canary'))).toBe(false);
  });

  it('in a broken project it is silent', async () => {
    const rig = makeShellRig();
    rig.write('bljh.ini', '===\n');
    expect(await completeInBash(rig, rig.folder, 'bu')).toEqual(['build']);
  });
});

it.each(['bash', 'zsh', 'fish', 'powershell'])('completion %s prints a script and starts no tool', async (shell) => {
  const rig = makeFakeRig();
  const { code, stdout, stderr } = await rig.bljh(['completion', shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('bljh __complete');
  expect(rig.calls()).toEqual([]);
});

it.each(['bash', 'zsh', 'fish'])('%s finds no syntax error in its script', async (shell) => {
  const rig = makeFakeRig();
  if (findExecutable(shell, '/usr/bin:/bin') === undefined) return;
  withSystemPath(rig);
  rig.write('script', (await rig.bljh(['completion', shell])).stdout);
  expect(await rig.run(shell, ['-n', 'script'])).toMatchObject({ code: 0, stderr: '' });
});
