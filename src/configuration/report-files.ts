/** What a file says that nobody asks for now: lines that are gone, lines that were only defaults, and n of unknown symbols. Pure. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { suggest } from '../diagnostics/suggest.js';
import { tryName } from './fix-loss.js';
import { rivalsOf } from './layers.js';
import type { AskedSetting } from './renames.js';
import { entryOf, type Finding, type ReportEntry, type ReportPlace, shown } from './report-entry.js';

/** n of a symbol that does not exist is what it is, but a misspelt name is somebody's wish for another symbol. */
export function describeUnknownNo(setting: AskedSetting, place: ReportPlace): Finding {
  const { name, at } = setting;
  const isTyped = place.call.set.some((each) => each.name === name);
  const near = suggest(name, [...place.loaded.model.symbols.keys()]);
  const reason = `${shown(name)} is not defined in any Kconfig file`;
  // Whoever has said what that one is to be means something else here.
  const isFree = near !== undefined && place.settings.every((each) => each.name !== near);
  const renamed = isFree ? tryName({ name, near, value: 'n' }, setting, place.lossPlace) : undefined;
  const mend = renamed ?? { set: [], unset: [name] };
  const fix = isFree ? `did you mean ${near}?` : 'leave it out';
  return {
    entry: { ...entryOf(setting, ''), state: 'unknown', reason, fix },
    diagnostic: {
      severity: isTyped ? 'error' : 'warning',
      code: 'KC0501',
      message: `${shown(name)}=n has no effect: ${reason}`,
      ...(at && { at }),
      hint: { text: fix },
    },
    isLost: isTyped,
    fix: mend,
  };
}

/** Asked for earlier, and its line is gone: by hand, or by a tool that dropped it. */
export function describeDropped(
  dropped: { readonly name: string; readonly value: string },
  place: ReportPlace,
): Finding[] {
  const { name, value } = dropped;
  const { base, call, resolution, settings, show } = place;
  const isDecidedNow = call.unset.includes(name) || settings.some((setting) => setting.name === name);
  if (isDecidedNow) return [];
  const got = resolution.values.get(name)?.value ?? '';
  if (got === value) return [];
  const reason = `its line is gone from ${show(base.file)}`;
  const fix = `set ${name}=${value} to have it back`;
  const entry: ReportEntry = { name, asked: value, got, state: 'dropped', by: base.file, reason, fix };
  return [
    {
      entry,
      diagnostic: {
        severity: 'warning',
        code: 'CF0004',
        message: `${name}=${shown(value)} was asked for, and ${reason}; it is ${shown(got)} now`,
        at: { file: base.file, line: 1, col: 1 },
        hint: { text: fix },
      },
      isLost: false,
      fix: { set: [{ name, value, by: '--set' }], unset: [] },
    },
  ];
}

/** A line that only said what the default was: told when the default is another one now. */
export function describeDefaultLine(line: AskedSetting, place: ReportPlace): Finding[] {
  const { before, loaded, resolution, settings, call } = place;
  const { name, value } = line;
  const symbol = loaded.model.symbols.get(name);
  const now = before.values.get(name);
  if (now === undefined) return value === 'n' ? [] : [describeGone(line)];
  if (now.value === value || symbol?.prompts.length === 0) return [];
  const rivals = rivalsOf(loaded.model, name);
  // Who picks a member of a choice knows that the others go.
  const isPicked = settings.some(
    (setting) => setting.name === name || (rivals.includes(setting.name) && setting.value === 'y'),
  );
  if (isPicked || call.unset.includes(name)) return [];
  const got = resolution.values.get(name)?.value ?? '';
  const reason = `nobody had asked for ${name}=${shown(value)}: it was so by itself`;
  const because = 'at' in now.origin ? now.origin.at : undefined;
  const diagnostic: Diagnostic = {
    severity: 'info',
    code: 'CF0003',
    message: `${reason}; it is now ${got === '' ? 'empty' : shown(got)}`,
    ...(line.at && { at: line.at }),
    ...(because && { related: [{ message: 'decided here', at: because }] }),
  };
  const entry: ReportEntry = { ...entryOf(line, got), state: 'old-default', reason, ...(because && { because }) };
  return [{ entry, diagnostic, isLost: false }];
}

function describeGone(line: AskedSetting): Finding {
  const { name, value, at } = line;
  const reason = `no Kconfig file defines ${name} any more, and ${shown(value)} was only its default`;
  const diagnostic: Diagnostic = { severity: 'info', code: 'CF0003', message: reason, ...(at && { at }) };
  return { entry: { ...entryOf(line, ''), state: 'old-default', reason }, diagnostic, isLost: false };
}
