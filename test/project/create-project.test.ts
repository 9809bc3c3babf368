import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProject, listTemplates } from '../../src/project/create-project.js';
import { placeGoModules } from '../../src/project/go-modules.js';
import { loadProject } from '../../src/project/project.js';
import { codesOf, errorsOf, PACKAGE, unwrap } from '../plan/plan-input.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';

const create = (folder: string, template = 'led_blink') => createProject({ folder, template, packageFolder: PACKAGE });

describe('createProject', () => {
  it.each(listTemplates(PACKAGE))('makes a whole project of %s', (template) => {
    const folder = join(temporaryFolder(), 'my-app');
    const made = unwrap(create(folder, template));
    expect(made).toMatchObject({ folder, name: 'my-app', template });
    expect([...made.files]).toEqual([...made.files].sort());
    expect(made.files).toEqual(expect.arrayContaining(['.gitignore', 'bljh.ini', 'go.mod', 'Kconfig']));
    for (const file of made.files) expect(readFileSync(join(folder, file), 'utf8')).not.toContain('@NAME@');
    expect(unwrap(loadProject(folder)).name).toBe('my-app');
    expect(existsSync(join(folder, '.bljh/go/config/go.mod'))).toBe(true);
    expect(readdirSync(join(folder, '..'))).toEqual(['my-app']);
  });

  it.each([
    ['My App', 'my_app'],
    ['0day', 'day'],
    ['été', 't_'],
    ['123', 'app'],
    ['$(touch x)', 'touch_x_'],
    ['-dash', 'dash'],
  ])('a folder called %j holds project %s', (name, expected) => {
    const folder = join(temporaryFolder(), name);
    expect(unwrap(create(folder)).name).toBe(expected);
    expect(unwrap(loadProject(folder)).name).toBe(expected);
    expect(basename(folder)).toBe(name);
  });

  it('takes an empty folder, refuses one with files and leaves them alone', () => {
    const folder = temporaryFolder({ 'full/mine.txt': 'mine' });
    expect(codesOf(create(join(folder, 'full')))).toEqual(['CL0007']);
    expect(readdirSync(join(folder, 'full'))).toEqual(['mine.txt']);
    expect(create(temporaryFolder()).ok).toBe(true);
  });

  it('names the templates when one is unknown', () => {
    const [error] = errorsOf(create(join(temporaryFolder(), 'x'), 'led_blnk'));
    expect(error).toMatchObject({ code: 'CL0006', hint: { text: expect.stringContaining('did you mean led_blink?') } });
  });

  it.each(['file/below', 'file'])('tells why %s cannot be made, and leaves nothing', (path) => {
    const folder = temporaryFolder({ file: 'x' });
    expect(codesOf(create(join(folder, path)))).toEqual(['PJ0005']);
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('placeGoModules', () => {
  it('mends what is old and removes what does not belong, but keeps the constants of the editor', () => {
    const folder = temporaryFolder();
    placeGoModules(folder, PACKAGE);
    const machine = join(folder, '.bljh/go/machine');
    const before = readdirSync(machine);
    expect(before.filter((name) => name.endsWith('_test.go'))).toEqual([]);
    writeFileSync(join(machine, 'go.mod'), 'broken');
    placeFiles(machine, { 'stray.go': '', 'stray/deep.go': '' });
    writeFileSync(join(folder, '.bljh/go/config/config.go'), 'mine');
    placeGoModules(folder, PACKAGE);
    expect(readdirSync(machine)).toEqual(before);
    expect(readFileSync(join(machine, 'go.mod'), 'utf8')).toBe(
      readFileSync(join(PACKAGE, 'go/machine/go.mod'), 'utf8'),
    );
    expect(readFileSync(join(folder, '.bljh/go/config/config.go'), 'utf8')).toBe('mine');
  });
});
