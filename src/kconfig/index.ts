// The public face of the Kconfig engine: the library `bljh/kconfig`, and the only file here that the rest of bljh may import.
// README.md beside it goes through it with examples.

// Parse: Kconfig files become a model.

export type { Dialect, DialectName } from './dialect.js';
export { dialectNames, dialects } from './dialect.js';
export type { Shell } from './macros/macro-place.js';
export type { ParsedKconfig, ParseOptions } from './parse-kconfig.js';
export { parseKconfig } from './parse-kconfig.js';
export type { CommandOutput, CommandPlace } from './shell/run-command.js';
export { runCommand } from './shell/run-command.js';
export type { FileSystem } from './text/file-system.js';
export { memoryFileSystem, nodeFileSystem } from './text/file-system.js';

// What is in a model, and places in its files.

export type {
  ChoiceOperand,
  CompareOperator,
  Expression,
  KChoice,
  KconfigModel,
  KSymbol,
  MenuNode,
  MenuNodeKind,
  MenuTitle,
  SymbolDefault,
  SymbolOperand,
  SymbolPrompt,
  SymbolRange,
  SymbolSelect,
  SymbolTypeName,
} from './model/model.js';
export { printExpression } from './model/print-model-expression.js';
export type { Excerpt, Location } from './text/source.js';
export type { Tristate } from './tristate.js';

// What is wrong.

export type { ConfText, DiagnosticCode, KconfigDiagnostic } from './diagnostic.js';
export { diagnosticCodes } from './diagnostic.js';
export type { SniffedDialect, SniffOptions } from './sniff/sniff.js';
export { sniffDialect } from './sniff/sniff.js';
export { excerptOf } from './text/source.js';

// Evaluate: a model and settings become values with origins, and losses.

export { Values } from './diff/evaluate.js';
export type { ConfigFile, ReadConfigOptions } from './settings/config-text.js';
export { readConfigFile } from './settings/config-text.js';
export { lossDiagnostic } from './settings/losses.js';
export type {
  ConfigLoss,
  LossReason,
  Origin,
  Resolution,
  ResolvedChoice,
  ResolvedValue,
} from './settings/resolution.js';
export { resolveConfig } from './settings/resolve.js';
export type { ConfigSetting } from './settings/settings.js';

// Set and explain: values that follow their settings.

export type { EntryState } from './settings/entry-state.js';
export type { Explanation, ExplanationStep } from './settings/explain.js';
export type { ChangeOutcome } from './settings/live-values.js';
export { LiveValues } from './settings/live-values.js';

// Save: the texts of files, and putting them on the disk.

export type { SaveOptions } from './config-file/save-config.js';
export { saveConfig } from './config-file/save-config.js';
export type { ConfigFormatOptions, FormatOptions } from './settings/format.js';
export {
  formatAutoConf,
  formatAutoHeader,
  formatConfig,
  formatDefconfig,
  formatRustFlags,
} from './settings/format.js';
export { decodeText, encodeText, findInvalidByte } from './text/bytes.js';

// Compare configurations, and find mistakes in trees.

export type { Configured, Difference, DiffGroup, DiffOptions, DiffSide, Follower } from './diff/diff.js';
export { diffResolutions } from './diff/diff.js';
export { essentialSettings, resolveEssentials } from './diff/essential-settings.js';
export type { Elsewhere, LintOptions } from './lint/lint.js';
export { lintModel, lintRules } from './lint/lint.js';

// What `bljh-conf` is made of: it may change from one version to the next. For programs, `bljh-conf` itself is the interface.

export type { RememberedTree, RememberMode, RememberOptions } from './cache/remembered-tree.js';
export { readRememberedTree, rememberModes } from './cache/remembered-tree.js';
export type { ConfRun } from './conf/run-conf.js';
export { asksEverything, runConf, treeRequest } from './conf/run-conf.js';
export type { ConfWriter } from './conf/session.js';
export { modelOf } from './parse-kconfig.js';
