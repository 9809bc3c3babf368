/**
 * Build tags from options. `go build -tags` takes any word without complaint and ignores what it cannot use, so a
 * tag is checked here: the characters of the //go:build grammar (go/build/constraint), and no word that Go or TinyGo
 * gives a meaning of its own (go/build/syslist.go; cmd/go/internal/imports; TinyGo's compileopts/config.go).
 */
import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import type { Argument } from './build-plan.js';
import { isArchitecture, isOperatingSystem } from './go-platforms.js';
import { bljhOrigin, originsOf } from './origin.js';
import type { PlanInput } from './plan-input.js';
import { nearGoName } from './symbol-name.js';
import { isSet } from './values.js';

const GO_WORDS =
  'unix cgo ignore race msan asan gc gccgo compiler_bootstrap purego netgo netcgo osusergo boringcrypto faketime static tools goexperiment math_big_pure_go timetzdata true false';
const TINYGO_WORDS = 'tinygo baremetal serial scheduler avr cortexm xtensa none nogc byollvm bljh';
const RESERVED = new Set(`${GO_WORDS} ${TINYGO_WORDS}`.split(' '));

export function isReservedTag(tag: string): boolean {
  // GOAMD64=v1 and the like become tags such as amd64.v1.
  const [family = ''] = tag.split('.');
  return (
    RESERVED.has(tag) ||
    isOperatingSystem(tag) ||
    isArchitecture(tag) ||
    (tag.includes('.') && isArchitecture(family)) ||
    /^go\d+(\.\d+)*$/.test(tag) ||
    /^(tinygo|gc|scheduler|serial|goexperiment|bljh)\./.test(tag)
  );
}

/** The tags of one build: the board's own and one for each bool of the project that is y. */
export function planTags(input: PlanInput): Result<readonly Argument[]> {
  const origins = originsOf(input);
  const tags: Argument[] = [
    {
      text: `bljh_${input.board.name.replaceAll(/[^A-Za-z0-9_]/g, '_')}`,
      origins: [bljhOrigin('the board, for files of one board only')],
    },
  ];
  const diagnostics: Diagnostic[] = [];
  const symbolOfTag = new Map<string, string>();
  const boardTags = new Set([...tags.map(({ text }) => text), ...(input.board.tinygo?.tags ?? [])]);
  for (const symbol of input.projectSymbols) {
    const type = input.values.get(symbol)?.type;
    if (type !== 'bool' && type !== 'tristate') continue;
    const renamed = input.project.tags[symbol];
    const tag = renamed ?? symbol.toLowerCase();
    const problem = findProblem(input, symbol, { tag, rival: symbolOfTag.get(tag), isTaken: boardTags.has(tag) });
    if (problem !== undefined) diagnostics.push(problem);
    symbolOfTag.set(tag, symbol);
    if (!isSet(input.values, symbol)) continue;
    const naming = renamed === undefined ? [] : [origins.project(`tags.${symbol}`)];
    tags.push({ text: tag, origins: [origins.symbol(symbol), ...naming] });
  }
  diagnostics.push(...findUnknownSymbols(input));
  return diagnostics.length === 0 ? { ok: true, value: tags, diagnostics: [] } : { ok: false, diagnostics };
}

function findProblem(
  input: PlanInput,
  symbol: string,
  { tag, rival, isTaken }: { tag: string; rival: string | undefined; isTaken: boolean },
): Diagnostic | undefined {
  const definition = input.values.get(symbol)?.at;
  const at = definition === undefined ? {} : { at: { ...definition, file: input.showPath(definition.file) } };
  const project = input.project.name.toLowerCase().replaceAll('-', '_');
  // A symbol with other characters can neither stand in [tags] nor become a constant.
  const text = /^\w+$/.test(symbol)
    ? `give it another tag in bljh.ini:\n  [tags]\n  ${symbol} = ${project}_${symbol.toLowerCase()}`
    : `give the symbol another name in Kconfig, such as ${nearGoName(symbol)}`;
  const hint = { text };
  if (!/^[\p{L}\p{Nd}_.]+$/u.test(tag)) {
    return {
      severity: 'error',
      code: 'PL0002',
      message: `"${tag}" cannot be a build tag (symbol ${symbol}): letters, digits, _ and . only; go build would ignore it in silence`,
      ...at,
      hint,
    };
  }
  if (isTaken || isReservedTag(tag)) {
    return {
      severity: 'error',
      code: 'PL0003',
      message: `build tag "${tag}" (symbol ${symbol}) has a meaning of its own in Go, TinyGo or bljh`,
      ...at,
      hint,
    };
  }
  if (rival !== undefined) {
    return {
      severity: 'error',
      code: 'PL0004',
      message: `symbols ${rival} and ${symbol} both become build tag "${tag}"`,
      ...at,
      hint,
    };
  }
  return undefined;
}

/** A rename that would have no effect is a mistake: a mistyped symbol, or one that does not become a tag. */
function findUnknownSymbols(input: PlanInput): Diagnostic[] {
  const origins = originsOf(input);
  return Object.keys(input.project.tags).flatMap((symbol): Diagnostic[] => {
    const type = input.values.get(symbol)?.type;
    const isOwn = input.projectSymbols.includes(symbol) && (type === 'bool' || type === 'tristate');
    if (isOwn) return [];
    const origin = origins.project(`tags.${symbol}`);
    const reason =
      type === undefined ? `no Kconfig file defines ${symbol}` : `${symbol} is no bool of the project's Kconfig`;
    const at = origin.kind === 'project' ? { at: origin.at } : {};
    return [{ severity: 'error', code: 'PL0006', message: `tags.${symbol}: ${reason}`, ...at }];
  });
}
