/** One run of the installer, under its lock: packages, then cache entries, then a last look at every tool. */
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { interruption } from '../process/interruption.js';
import { commandByHand, findInstalledPackages, findOfferedPackages, installPackages, mayInstall } from './apt-get.js';
import { allPackageNames, choosePackageNames } from './debian-packages.js';
import { probeTools } from './find-tool.js';
import type { InstallOptions } from './install-event.js';
import { TOOLS } from './registry.js';
import type { System } from './system.js';
import type { Installer, InstallSite, Probe, ToolContext, ToolId } from './tool.js';
import { describeFound, describeNeed, describeProblem } from './tool-diagnostics.js';

type PackagesByTool = ReadonlyMap<ToolId, readonly string[]>;

export class Installation {
  readonly #system: System;
  readonly #context: ToolContext;
  readonly #options: InstallOptions;
  #found: ReadonlyMap<ToolId, Probe>;

  constructor(system: System, context: ToolContext, options: InstallOptions, found: ReadonlyMap<ToolId, Probe>) {
    this.#system = system;
    this.#context = context;
    this.#options = options;
    this.#found = found;
  }

  get found(): ReadonlyMap<ToolId, Probe> {
    return this.#found;
  }

  /** Dry run: one `start` event for each thing that would be done. Returns what would go wrong. */
  async describe(missing: readonly ToolId[]): Promise<readonly Diagnostic[]> {
    const wanted = await this.#wantedPackages(missing);
    const [first, ...others] = wanted.keys();
    const failed = new Set<ToolId>();
    const problems: Diagnostic[] = [];
    if (first !== undefined && this.#system.aptGet === undefined) {
      problems.push(this.#diagnoseNoApt([first, ...others]));
      for (const id of wanted.keys()) failed.add(id);
    } else if (first !== undefined) {
      const run = mayInstall(this.#system, this.#options.yes) ? 'would run' : 'would need root, for';
      const whom = others.length === 0 ? '' : ` (for ${others.join(', ')}, too)`;
      this.#tell('start', first, `${run} ${commandByHand(uniqueNames(wanted), this.#system)}${whom}`);
    }
    for (const id of missing) {
      if (failed.has(id) || TOOLS[id].needs.some((need) => failed.has(need))) {
        failed.add(id);
        continue;
      }
      const installer = await TOOLS[id].loadInstaller?.();
      if (installer !== undefined) this.#tell('start', id, `would ${installer.describe(this.#site(id))}`);
    }
    return problems;
  }

  /** Returns what went wrong; nothing when every tool is here. */
  async run(missing: readonly ToolId[]): Promise<readonly Diagnostic[]> {
    const problems: Diagnostic[] = [];
    const failed = new Set<ToolId>();
    const wanted = await this.#wantedPackages(missing);
    if (wanted.size > 0) {
      const installed = await this.#installPackages(wanted);
      if (!installed.ok) {
        problems.push(...installed.diagnostics);
        for (const id of wanted.keys()) failed.add(id);
      }
      await this.#look([...this.#found.keys()]);
    }
    for (const id of missing) {
      if (interruption.aborted) return [{ severity: 'error', code: 'PR0003', message: 'interrupted' }];
      if (this.#isHere(id)) {
        this.#tellDone(id);
        continue;
      }
      // The cause has been reported where it arose.
      if (failed.has(id) || TOOLS[id].needs.some((need) => failed.has(need))) {
        failed.add(id);
        continue;
      }
      const result = await this.#installOne(id);
      if (result.ok) this.#tellDone(id);
      else {
        failed.add(id);
        problems.push(...result.diagnostics);
      }
    }
    return problems;
  }

  async #installOne(id: ToolId): Promise<Result<void>> {
    const tool = TOOLS[id];
    const installer = await tool.loadInstaller?.();
    if (installer !== undefined) {
      const site = this.#site(id);
      this.#tell('start', id, installer.describe(site));
      const result = await installer.install(site);
      if (!result.ok) return result;
      await this.#look([id]);
    }
    const probe = this.#found.get(id);
    if (probe === undefined || probe.kind === 'ok') return success(undefined);
    return failure({
      severity: 'error',
      code: 'TC0003',
      message: `${tool.title} was installed, but still ${describeProblem(tool, probe)}`,
      hint: {
        text: 'path' in probe ? `mend or remove ${probe.path}` : 'check that PATH has the folders of system programs',
      },
    });
  }

  /** The packages that are not installed, by the tool that wants them. */
  async #wantedPackages(missing: readonly ToolId[]): Promise<PackagesByTool> {
    const { env } = this.#context;
    const byTool = new Map<ToolId, readonly string[]>();
    for (const id of missing) {
      const tool = TOOLS[id];
      const installer: Installer | undefined = await tool.loadInstaller?.();
      if (installer !== undefined) {
        byTool.set(id, await installer.packages(this.#site(id)));
        continue;
      }
      const isAmbiguous = tool.packages.some((entry) => typeof entry !== 'string');
      const offered = isAmbiguous ? await findOfferedPackages(allPackageNames(tool.packages), env) : new Set<string>();
      byTool.set(id, choosePackageNames(tool.packages, this.#system, offered));
    }
    const installed = await findInstalledPackages(uniqueNames(byTool), env);
    const left = [...byTool].map(([id, names]) => [id, names.filter((name) => !installed.has(name))] as const);
    return new Map(left.filter(([, names]) => names.length > 0));
  }

  async #installPackages(wanted: PackagesByTool): Promise<Result<void>> {
    const tools = [...wanted.keys()];
    if (this.#system.aptGet === undefined) return failure(this.#diagnoseNoApt(tools));
    for (const [id, names] of wanted) this.#tell('start', id, `install the Debian packages ${names.join(' ')}`);
    const [first = 'go'] = tools;
    return installPackages(uniqueNames(wanted), this.#system, {
      env: this.#context.env,
      yes: this.#options.yes,
      report: (text) => this.#tell('output', first, text),
    });
  }

  #diagnoseNoApt(tools: readonly ToolId[]): Diagnostic {
    const list = tools.map((id) => describeNeed(TOOLS[id], this.#system));
    const releases = tools.flatMap((id) => {
      const { title, homeOfReleases } = TOOLS[id];
      return homeOfReleases === undefined ? [] : [`; ${title} also comes from ${homeOfReleases}`];
    });
    return {
      severity: 'error',
      code: 'TC0003',
      message: `without apt-get, bljh cannot install ${list.join(', ')}`,
      hint: {
        text: `install them with your system's package manager so that they are on PATH${releases.join('')}`,
      },
    };
  }

  #site(id: ToolId): InstallSite {
    const report = (text: string) => this.#tell('output', id, text);
    return { context: this.#context, system: this.#system, found: this.#found, report };
  }

  async #look(ids: readonly ToolId[]): Promise<void> {
    const news = await probeTools(ids, this.#context, { fresh: true });
    this.#found = new Map([...this.#found, ...news]);
  }

  #isHere(id: ToolId): boolean {
    return this.#found.get(id)?.kind === 'ok';
  }

  #tellDone(id: ToolId): void {
    const probe = this.#found.get(id);
    if (probe?.kind === 'ok') this.#tell('done', id, describeFound(probe.tool));
  }

  #tell(kind: 'start' | 'output' | 'done', tool: ToolId, text: string): void {
    this.#options.onEvent({ kind, tool, text });
  }
}

function uniqueNames(byTool: PackagesByTool): readonly string[] {
  return [...new Set([...byTool.values()].flat())];
}
