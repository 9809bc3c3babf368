/** The file that LINKER_SCRIPT names. */
import { describe, expect, it } from 'vitest';
import { readOwnLinkerScript } from '../../src/pipelines/own-linker-script.js';
import { planInputOf, unwrap } from '../plan/plan-input.js';

const read = (path: string) => {
  const { project, values } = planInputOf({
    board: 'bl602',
    settings: { LINKER_SCRIPT: path },
    files: { 'my.ld': 'SECTIONS {}\n', 'folder/other.ld': '', 'app.elf': '\x7fELF\0\x1b[31m' },
  });
  return readOwnLinkerScript(values, { projectFolder: project.folder, board: 'bl602' }, (file) => file);
};

describe('LINKER_SCRIPT', () => {
  it('is read relative to the project', () => {
    expect(unwrap(read('my.ld'))).toMatchObject({ path: 'my.ld', text: 'SECTIONS {}\n' });
  });

  it('empty: there is none', () => {
    expect(unwrap(read(''))).toBeUndefined();
  });

  it.each([
    ['none.ld', /none\.ld, which is not there$/],
    ['folder', /folder, which is no file$/],
    // A pipe or /dev/zero would be waited for without end.
    ['/dev/null', /\/dev\/null, which is no file$/],
    ['app.elf', /app\.elf, which is no linker script: it has NUL bytes$/],
  ])('%s is refused', (path, says) => {
    const { diagnostics } = read(path);
    expect(diagnostics.map(({ code }) => code)).toEqual(['PL0014']);
    expect(diagnostics[0]?.message).toMatch(says);
    expect(diagnostics[0]?.source).toBeUndefined();
    expect(diagnostics[0]?.hint).toMatchObject({
      command: 'bljh configure --board bl602 --set LINKER_SCRIPT=',
      set: ['LINKER_SCRIPT='],
    });
  });
});
