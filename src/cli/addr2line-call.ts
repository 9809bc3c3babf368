/** `bljh addr2line` behind its flags: the ELF file that is meant, addresses or a stream of text in, functions and lines out. */
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { type Diagnostic, failure, type Result, success, withEarlier } from '../diagnostics/diagnostic.js';
import { LineSplitter } from '../image/line-splitter.js';
import { type Frame, type Frames, renderFrames } from '../image/source-frames.js';
import { passThrough } from '../output/streams.js';
import { type AddressDecoder, openDecoder } from '../pipelines/address-decoder.js';
import { interruption } from '../process/interruption.js';
import { loadProject } from '../project/project.js';
import type { ToolContext } from '../toolchains/tool.js';
import { chooseBoards } from './board-flags.js';
import { findBuiltProgram } from './built-program.js';

export interface Addr2lineCall {
  readonly addresses: readonly string[];
  readonly board: string | undefined;
  readonly elf: string | undefined;
  /** The folder of the project as it was typed. */
  readonly project: string;
  readonly toolContext: ToolContext;
  readonly input: Readable;
  /** Collects what was found instead of passing text through. */
  readonly json: boolean;
  readonly tell: (text: string) => void;
}

export interface DecodedAddresses {
  readonly elf: string;
  readonly addresses: readonly { readonly address: string; readonly frames: readonly Frame[] }[];
}

export function presentAddresses({ elf, addresses }: DecodedAddresses): string {
  const lines = addresses.flatMap(({ address, frames }) =>
    frames.length === 0 ? `${address}: no code of ${elf}` : renderFrames(Number(address), frames, (file) => file),
  );
  return lines.join('\n');
}

export async function executeAddr2line(call: Addr2lineCall): Promise<Result<DecodedAddresses>> {
  const addresses = parseAddresses(call.addresses);
  if (!addresses.ok) return addresses;
  const file = call.elf === undefined ? findBuilt(call) : fileNamed(call.elf, call.project);
  if (!file.ok) return file;
  const decoder = await openDecoder({ ...file.value, toolContext: call.toolContext });
  if (!decoder.ok) return decoder;
  const work = new Work(call, file.value.name, decoder.value);
  return withEarlier(
    decoder.diagnostics,
    await (addresses.value.length > 0 ? work.list(addresses.value) : work.filter()),
  );
}

function parseAddresses(words: readonly string[]): Result<readonly number[]> {
  const wrong = words.find((word) => !/^(0x)?[0-9a-f]{1,16}$/i.test(word));
  if (wrong === undefined) return success(words.map((word) => Number.parseInt(word, 16)));
  const hint = { text: 'addresses are hexadecimal, such as 0x80001930' };
  return failure({ severity: 'error', code: 'CL0003', message: `${wrong} is no address`, hint });
}

interface NamedFile {
  readonly name: string;
  readonly elf: string;
  readonly projectFolder: string | undefined;
}

/** Without a project its files are shown as they are called in the ELF file. */
function fileNamed(name: string, project: string): Result<NamedFile> {
  const loaded = loadProject(project);
  return success({ name, elf: resolve(name), projectFolder: loaded.ok ? loaded.value.folder : undefined });
}

function findBuilt({ board, project, toolContext }: Addr2lineCall): Result<NamedFile> {
  const loaded = loadProject(project);
  if (!loaded.ok) return loaded;
  const { folder } = loaded.value;
  const boards = chooseBoards(loaded.value, toolContext.packageFolder, { board: board === undefined ? [] : [board] });
  if (!boards.ok) return boards;
  const name = boards.value[0] ?? '';
  const built = findBuiltProgram(folder, name);
  if (built !== undefined) return success({ name: built.name, elf: built.elf, projectFolder: folder });
  return failure({
    severity: 'error',
    code: 'RN0008',
    message: `no program was built for ${name} whose addresses could be told`,
    hint: { text: 'build it, or name an ELF file with --elf', command: `bljh build --board ${name}` },
  });
}

class Work {
  readonly #call: Addr2lineCall;
  readonly #elf: string;
  readonly #decoder: AddressDecoder;
  readonly #told = new Set<string>();

  constructor(call: Addr2lineCall, elf: string, decoder: AddressDecoder) {
    this.#call = call;
    this.#elf = elf;
    this.#decoder = decoder;
  }

  async list(addresses: readonly number[]): Promise<Result<DecodedAddresses>> {
    const frames = await this.#decoder.decode(addresses);
    return success(this.#resultOf(frames), this.#diagnoseChanges(frames));
  }

  /** Passes the input through as it comes; after a line with addresses of the program comes where they are. */
  async filter(): Promise<Result<DecodedAddresses>> {
    const { input, json } = this.#call;
    const stop = () => void input.destroy();
    interruption.addEventListener('abort', stop, { once: true });
    const all = new Map<number, readonly Frame[]>();
    const splitter = new LineSplitter();
    try {
      for await (const chunk of input) {
        for (const { bytes, line } of splitter.feed(chunk as Buffer)) {
          if (!json && !(await passThrough(bytes))) return success(this.#resultOf(all));
          if (line !== undefined) await this.#take(line, '', all);
        }
      }
      await this.#take(splitter.finish(), '\n', all);
    } catch (error) {
      if (!interruption.aborted) throw error;
    } finally {
      interruption.removeEventListener('abort', stop);
    }
    const changed = json ? this.#diagnoseChanges(all) : [];
    return success(this.#resultOf(all), changed);
  }

  async #take(line: string, before: string, all: Map<number, readonly Frame[]>): Promise<void> {
    const frames = await this.#decoder.decodeLine(line);
    for (const [address, of] of frames) all.set(address, of);
    if (this.#call.json) return;
    for (const { message } of this.#diagnoseChanges(frames)) this.#call.tell(message);
    const lines = this.#decoder.render(frames).map((each) => `--- ${each}\n`);
    if (lines.length > 0) await passThrough(Buffer.from(before + lines.join('')));
  }

  /** Each file once. */
  #diagnoseChanges(frames: Frames): readonly Diagnostic[] {
    const files = this.#decoder.changedSince(frames).filter((file) => !this.#told.has(file));
    for (const file of files) this.#told.add(file);
    return files.map((file) => ({
      severity: 'warning',
      code: 'RN0008',
      message: `${file} has changed since ${this.#elf} was built: its lines may be others now`,
    }));
  }

  #resultOf(frames: Frames): DecodedAddresses {
    const addresses = [...frames].map(([address, of]) => ({
      address: hexOf(address),
      frames: of.map((frame) => ({ ...frame, file: this.#decoder.showFile(frame.file) })),
    }));
    return { elf: this.#elf, addresses };
  }
}

function hexOf(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}
