/** A region that overflows, as people read it: who takes the space, the largest symbols, the options with their commands. */
import type { FitOption, RegionFit } from './region-fit.js';

const PACKAGES = 12;
const SYMBOLS = 10;
const MAX_NAME = 80;

export function renderFit(fit: RegionFit): readonly string[] {
  const { packages, neededBytes } = fit;
  const shown = packages.slice(0, PACKAGES);
  const others = packages.slice(PACKAGES);
  const rest = others.reduce((sum, { bytes }) => sum + bytes, 0);
  const width = Math.max(8, String(neededBytes).length + 2);
  const row = (bytes: number, name: string) => `${String(bytes).padStart(width)}  ${shorten(name)}`;
  return [
    `  ${fit.region}, in bytes by package:`,
    ...shown.map(({ package: name, bytes }) => row(bytes, name)),
    ...(others.length === 0 ? [] : [row(rest, `(${others.length} others)`)]),
    row(neededBytes, 'together'),
    '  the largest symbols:',
    ...fit.symbols
      .slice(0, SYMBOLS)
      .map(({ bytes, symbol, section }) => row(bytes, `${shorten(symbol)} ${section}`.trim())),
    ...renderOptions(fit),
    `  all symbols are in ${fit.elf}, which is for looking at and cannot be flashed`,
  ];
}

function renderOptions({ options, tried, untried }: RegionFit): readonly string[] {
  const late = untried === 0 ? '' : `; there was no time for ${untried} more`;
  const count = `${tried} ${tried === 1 ? 'change was' : 'changes were'} built and measured${late}`;
  if (options.length === 0) return [`  no option makes it smaller: ${count}`];
  return [`  options, cheapest first (${count}):`, ...options.flatMap(renderOption)];
}

function renderOption(option: FitOption): readonly string[] {
  const { command, prompts, fits, excessBytes, others, givesUp } = option;
  const result = fits ? 'fits' : excessBytes === 0 ? 'fits here' : `${excessBytes} bytes are still too many`;
  const elsewhere = others.map(({ region, excessBytes: bytes }) => `, ${region} overflows by ${bytes}`).join('');
  const cost = givesUp.length === 0 ? '' : `; gives up ${givesUp.join(' and ')}`;
  return [
    `    ${command}`,
    `        ${describeWorth(option)}: ${result}${elsewhere}${cost}; ${prompts.map((text) => `"${text}"`).join(', ')}`,
  ];
}

function describeWorth({ givenBytes, savedBytes }: FitOption): string {
  if (givenBytes === 0) return `saves ${savedBytes} bytes`;
  const gives = `gives ${givenBytes} bytes more`;
  return savedBytes > givenBytes ? `${gives}, saves ${savedBytes - givenBytes} bytes` : gives;
}

function shorten(name: string): string {
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}...` : name;
}
