/**
 * What became of every value that was asked for: one entry each, with the reason and where it stands, and what of it has to
 * be said. Pure.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { type ConfigLoss, lossDiagnostic, resolveConfig } from '../kconfig/index.js';
import { findFix } from './fix-loss.js';
import { looksLikeConfig } from './read-settings.js';
import { type AskedSetting, describeRename, type Override } from './renames.js';
import { entryOf, type Finding, type ReportEntry, type ReportPlace, type ReportState, shown } from './report-entry.js';
import { describeDefaultLine, describeDropped, describeUnknownNo } from './report-files.js';

export function makeReport(place: ReportPlace): readonly Finding[] {
  const losses = new Map(place.resolution.losses.map((loss) => [loss.name, loss]));
  return [
    ...place.settings.map((setting) => {
      const loss = losses.get(setting.name);
      return describeSetting(setting, loss?.asked === setting.value ? loss : undefined, place);
    }),
    ...place.overrides.map((override) => describeOverride(override, place)),
    ...place.misfits.map(({ setting, diagnostic }) => describeMisfit(setting, diagnostic, place)),
    ...place.base.dropped.flatMap((dropped) => describeDropped(dropped, place)),
    ...place.base.defaults.flatMap((line) => describeDefaultLine(line, place)),
  ];
}

function describeSetting(setting: AskedSetting, loss: ConfigLoss | undefined, place: ReportPlace): Finding {
  const { loaded, resolution } = place;
  const entry = entryOf(setting, place.resolution.values.get(setting.name)?.value ?? '');
  if (loss !== undefined) return describeLoss(entry, setting, loss, place);
  const value = resolution.values.get(setting.name);
  if (value === undefined) return describeUnknownNo(setting, place);
  const isSettable = loaded.model.symbols.get(setting.name)?.prompts.length !== 0;
  if (!isSettable && value.origin.kind !== 'user') return describePromptless(entry, setting, place);
  const diagnostic = describeRename(setting, loaded.renames);
  if (diagnostic === undefined) return { entry, isLost: false };
  const reason = diagnostic.message.replace(/: .*$/s, '');
  const because = setting.renamedFrom?.at;
  return { entry: { ...entry, state: 'renamed', reason, ...(because && { because }) }, diagnostic, isLost: false };
}

const STATES = {
  'unknown-symbol': 'unknown',
  'no-prompt': 'promptless',
  'unmet-dependency': 'impossible',
  selected: 'overridden',
  choice: 'overridden',
  'out-of-range': 'impossible',
  'invalid-value': 'impossible',
} as const satisfies Record<ConfigLoss['reason'], ReportState>;

function describeLoss(whole: ReportEntry, setting: AskedSetting, found: ConfigLoss, place: ReportPlace): Finding {
  const { text, fix, gives = [] } = findFix(found, setting, place.lossPlace);
  // What is no value at all changes nothing: the symbol is as it was before.
  const stays = place.before.values.get(found.name)?.value ?? '';
  const isNone = found.reason === 'invalid-value';
  const loss = isNone ? { ...found, explanation: `${found.explanation}; it stays ${shown(stays)}` } : found;
  const entry = isNone ? { ...whole, got: stays } : whole;
  const diagnostic: Diagnostic = lossDiagnostic(loss);
  const { renamedFrom } = setting;
  const was =
    renamedFrom === undefined ? [] : [{ message: `${renamedFrom.name} was renamed here`, at: renamedFrom.at }];
  const related = [...(diagnostic.related ?? []), ...was];
  return {
    entry: {
      ...entry,
      state: STATES[loss.reason],
      reason: loss.explanation,
      ...(loss.because && { because: loss.because }),
      fix: text,
    },
    diagnostic: { ...diagnostic, ...(related.length > 0 && { related }), hint: { text } },
    isLost: true,
    fix,
    gives,
  };
}

/** It only happens to be what was asked for: as soon as something else changes it is not. */
function describePromptless(entry: ReportEntry, setting: AskedSetting, place: ReportPlace): Finding {
  const { name, value, by, at } = setting;
  const { call, show } = place;
  const isTyped = call.set.some((each) => each.name === name);
  const reason = `${name} has no prompt, so nobody can set it; it is ${shown(value)} by itself`;
  const fix = { set: [], unset: [name] };
  const hint = { text: 'leave it out' };
  const diagnostic: Diagnostic = {
    severity: isTyped ? 'error' : 'info',
    code: 'KC0502',
    message: `${name}=${shown(value)} of ${at === undefined ? by : show(at.file)} has no effect: ${reason}`,
    ...(at && { at }),
    ...(isTyped && { hint }),
  };
  // A whole .config has a line for each of them.
  const isTold = isTyped || !looksLikeConfig(by);
  return {
    entry: { ...entry, state: 'promptless', reason, fix: hint.text },
    ...(isTold && { diagnostic }),
    isLost: isTyped,
    fix,
  };
}

function describeOverride(override: Override, place: ReportPlace): Finding {
  const { setting, by } = override;
  const who = by.name === setting.name ? placeOf(by, place) : `${by.name}=y of ${placeOf(by, place)}`;
  const reason = `${who} overrides it${by.name === setting.name ? ` with ${shown(by.value)}` : ''}`;
  const message = `${setting.name}=${shown(setting.value)} of ${placeOf(setting, place)} is overridden by ${who}${by.name === setting.name ? ` with ${shown(by.value)}` : ''}`;
  const at = by.at ?? setting.at;
  return {
    entry: {
      ...entryOf(setting, place.resolution.values.get(setting.name)?.value ?? ''),
      state: 'overridden',
      reason,
      ...(by.at && { because: by.at }),
    },
    ...(!place.isPlain(override) && { diagnostic: { severity: 'info', code: 'KC0511', message, ...(at && { at }) } }),
    isLost: false,
  };
}

/** The reader has said already what is wrong with the form of the value. */
function describeMisfit(setting: AskedSetting, diagnostic: Diagnostic, place: ReportPlace): Finding {
  const { loaded, resolution, lossPlace } = place;
  const entry = entryOf(setting, resolution.values.get(setting.name)?.value ?? '');
  // A text that only lacks its quotes is no loss to the engine: it can be set as it is.
  const [loss] = resolveConfig(loaded.model, [setting]).losses;
  const asIs = { set: [{ ...setting, by: '--set' }], unset: [] };
  const found = loss === undefined ? { fix: asIs, text: '' } : findFix(loss, setting, lossPlace);
  const text = diagnostic.hint?.text ?? found.text;
  return {
    entry: { ...entry, state: 'impossible', reason: diagnostic.message, fix: text },
    diagnostic: { ...diagnostic, hint: { text } },
    isLost: diagnostic.severity === 'error',
    fix: found.fix,
  };
}

function placeOf({ at, by }: AskedSetting, { show }: ReportPlace): string {
  return at === undefined ? by : `${show(at.file)}:${at.line}`;
}
