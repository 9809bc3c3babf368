/** A small project for virt64 in a temporary folder, and calls of configure in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBoard } from '../../src/boards/load-board.js';
import { type ConfigureRequest, configure, readConfiguration } from '../../src/configuration/configure.js';
import type { ReportEntry } from '../../src/configuration/report-entry.js';
import { loadProject } from '../../src/project/project.js';
import { PACKAGE, settingsOf, unwrap } from '../plan/plan-input.js';
import { placeFiles, temporaryFolder } from '../process/temporary-folder.js';

export function smallProject(kconfig: string, files: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder({ 'bljh.ini': 'name = app\n', Kconfig: kconfig, ...files });
  const project = unwrap(loadProject(folder));
  const board = unwrap(loadBoard('virt64', [join(folder, 'boards'), join(PACKAGE, 'boards')]));
  const path = (name: string) => join(folder, name);
  const config = path('build/virt64/.config');
  const record = path('build/virt64/.bljh-defaults.json');
  let report: readonly ReportEntry[] = [];
  const call = (set: Readonly<Record<string, string>> = {}, more: Partial<ConfigureRequest> = {}) => {
    report = [];
    const onReport = (made: readonly ReportEntry[]) => {
      report = made;
    };
    return configure({ project, board, packageFolder: PACKAGE, set: settingsOf(set), onReport, ...more });
  };
  return {
    folder,
    path,
    config,
    record,
    call,
    read: () => readConfiguration(project, board, PACKAGE),
    text: () => readFileSync(config, 'utf8'),
    edit: (from: string | RegExp, to: string) =>
      placeFiles(folder, { 'build/virt64/.config': readFileSync(config, 'utf8').replace(from, to) }),
    place: (more: Readonly<Record<string, string>>) => placeFiles(folder, more),
    /** "NAME=asked state" of the last call, for all but what was kept. */
    states: () =>
      report.filter(({ state }) => state !== 'kept').map(({ name, asked, state }) => `${name}=${asked} ${state}`),
    report: () => report,
  };
}
