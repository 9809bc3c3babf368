/**
 * Addresses of a program become functions and lines: the debug information of its ELF file, read by the addr2line of the
 * binutils that come with GCC for bare RISC-V, which every build for such a board needs.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { codeAddressesIn, isCode } from '../image/code-addresses.js';
import { type ElfFile, type ElfFunction, EM_RISCV, functionsOf, readElf } from '../image/elf.js';
import { type Frame, type Frames, parseFrames, renderFrames } from '../image/source-frames.js';
import { runCommand, succeeded } from '../process/run-command.js';
import { findTool } from '../toolchains/find-tool.js';
import type { ToolContext } from '../toolchains/tool.js';

const TIMEOUT_MS = 60_000;
/** Of code that belongs to no line, such as the beginning of a function, the lines beside it are looked for this far away. */
const NEAR_BYTES = 32;
const INSTRUCTION_BYTES = 2;

export interface DecoderRequest {
  /** The ELF file as it was named, and where it is. */
  readonly name: string;
  readonly elf: string;
  readonly projectFolder: string | undefined;
  readonly toolContext: ToolContext;
}

export async function openDecoder(request: DecoderRequest): Promise<Result<AddressDecoder>> {
  const { name, elf: file } = request;
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    return wrongFile(`${name}: there is no such file`, 'name an ELF file, or build one');
  const bytes = readFileSync(file);
  const elf = readElf(bytes);
  if (elf === undefined || elf.machine !== EM_RISCV)
    return wrongFile(`${name} is no ELF file for RISC-V`, 'name the .elf file that bljh build made');
  const diagnostics = diagnoseDebugInformation(name, elf);
  if (diagnostics.length > 0)
    return success(new AddressDecoder(request, elf, symbolReader(functionsOf(bytes, elf))), diagnostics);
  const gcc = await findTool('riscv64-unknown-elf-gcc', request.toolContext);
  if (!gcc.ok) return gcc;
  const { path } = gcc.value;
  const tool = join(dirname(path), basename(path).replace(/gcc(?=$|\.)/, 'addr2line'));
  if (!existsSync(tool)) {
    const message = `${tool} is not there: the binutils of ${path} are not complete`;
    return failure({ severity: 'error', code: 'TC0004', message, hint: { text: 'install binutils for bare RISC-V' } });
  }
  return success(new AddressDecoder(request, elf, async (addresses) => await callAddr2line(tool, request, addresses)));
}

type Ask = (addresses: readonly number[]) => Promise<Frames>;

async function callAddr2line(tool: string, { elf, toolContext }: DecoderRequest, addresses: readonly number[]) {
  const words = addresses.map((address) => `0x${address.toString(16)}`);
  const args = ['-a', '-f', '-i', '-C', '-e', elf, ...words];
  const command = { file: tool, args, cwd: dirname(elf), env: { ...toolContext.env } };
  const outcome = await runCommand(command, { timeoutMs: TIMEOUT_MS });
  return succeeded(outcome) ? parseFrames(outcome.stdout) : new Map();
}

/** Without debug information addr2line names the nearest label, which need not be a function. */
function symbolReader(functions: readonly ElfFunction[]): Ask {
  return async (addresses) =>
    new Map(
      addresses.flatMap((address) => {
        const own = functions.find((each) => address >= each.address && address < each.address + each.size);
        return own === undefined ? [] : [[address, [{ function: own.name, file: '', line: 0 }]] as const];
      }),
    );
}

function wrongFile(message: string, text: string) {
  return failure({ severity: 'error', code: 'CL0003', message, hint: { text } });
}

function diagnoseDebugInformation(name: string, elf: ElfFile): readonly Diagnostic[] {
  if (elf.sections.some((section) => section.name === '.debug_line')) return [];
  const hasSymbols = elf.sections.some((section) => section.name === '.symtab');
  const left = hasSymbols
    ? 'functions are known, lines are not'
    : 'and without symbols: nothing is known of its addresses';
  return [{ severity: 'warning', code: 'RN0008', message: `${name} is without debug information: ${left}` }];
}

export class AddressDecoder {
  readonly #request: DecoderRequest;
  readonly #elf: ElfFile;
  readonly #look: Ask;
  readonly #known = new Map<number, readonly Frame[]>();

  constructor(request: DecoderRequest, elf: ElfFile, look: Ask) {
    this.#request = request;
    this.#elf = elf;
    this.#look = look;
  }

  /** The frames at each of the addresses; none for an address of which nothing is known. */
  async decode(addresses: readonly number[]): Promise<Frames> {
    const asked = addresses.filter((address) => !this.#known.has(address));
    const found = await this.#ask(asked);
    for (const address of asked) this.#known.set(address, found.get(address) ?? []);
    for (const address of asked.filter((each) => this.#known.get(each)?.[0]?.line === 0)) await this.#lookNear(address);
    return new Map(addresses.map((address) => [address, this.#known.get(address) ?? []]));
  }

  /** The addresses of the program in a line of text, with their frames. */
  async decodeLine(line: string): Promise<Frames> {
    return await this.decode(codeAddressesIn(line, this.#elf));
  }

  render(frames: Frames): readonly string[] {
    return [...frames].flatMap(([address, of]) => renderFrames(address, of, (file) => this.showFile(file)));
  }

  /** Relative to the project where it is in there; of TinyGo's library, which lies in bljh's cache, what follows its root. */
  showFile(file: string): string {
    const { projectFolder } = this.#request;
    const below = projectFolder === undefined || !isAbsolute(file) ? file : relative(projectFolder, file);
    if (below !== '' && !below.startsWith('..')) return below;
    const inTinygo = /^.*\/tinygoroot-[0-9a-f]{12}\//;
    if (inTinygo.test(file) || projectFolder === undefined) return file.replace(inTinygo, '<tinygo>/');
    return existsSync(file) ? file : (sameFileIn(projectFolder, file) ?? file);
  }

  /** Files of the project that were changed after the program was built: its lines may be others by now. */
  changedSince(frames: Frames): readonly string[] {
    const built = statSync(this.#request.elf).mtimeMs;
    const files = new Set([...frames.values()].flat().map(({ file }) => file));
    return [...files]
      .filter((file) => !this.showFile(file).startsWith('<') && (modifiedMs(file) ?? 0) > built)
      .map((file) => this.showFile(file));
  }

  async #lookNear(address: number): Promise<void> {
    const distances = Array.from(
      { length: NEAR_BYTES / INSTRUCTION_BYTES },
      (_unused, n) => (n + 1) * INSTRUCTION_BYTES,
    );
    const beside = distances.flatMap((distance) => [address + distance, address - distance]);
    const found = await this.#ask(beside.filter((each) => isCode(this.#elf, each)));
    const own = this.#known.get(address) ?? [];
    const near = beside
      .map((each) => found.get(each)?.at(-1))
      .find((frame) => frame !== undefined && frame.line > 0 && frame.function === own.at(-1)?.function);
    if (near !== undefined && own.length === 1) this.#known.set(address, [{ ...near, isNear: true }]);
  }

  async #ask(addresses: readonly number[]): Promise<Frames> {
    return addresses.length === 0 ? new Map() : await this.#look(addresses);
  }
}

function modifiedMs(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

/** Of a program that was built in another checkout, and came from a store: the end of the path that is a file here. */
function sameFileIn(projectFolder: string, file: string): string | undefined {
  const names = file.split('/').filter((name) => name !== '');
  const ends = names.map((_name, index) => names.slice(index).join('/'));
  return ends.find((end) => existsSync(join(projectFolder, end)));
}
