// The public face of the Kconfig engine: the only file here that the rest of bljh may import.

export type { RememberedTree, RememberMode, RememberOptions } from './cache/remembered-tree.js';
export { readRememberedTree } from './cache/remembered-tree.js';
export type { ConfRun } from './conf/run-conf.js';
export { asksEverything, runConf, treeRequest } from './conf/run-conf.js';
export type { ConfWriter } from './conf/session.js';
export type { DiagnosticCode, KconfigDiagnostic } from './diagnostic.js';
export { diagnosticCodes } from './diagnostic.js';
export type { Dialect, DialectName } from './dialect.js';
export { dialectNames, dialects } from './dialect.js';
export type { Configured, Difference, DiffGroup, DiffOptions, DiffSide, Follower } from './diff/diff.js';
export { diffResolutions } from './diff/diff.js';
export { resolveEssentials } from './diff/essential-settings.js';
export { Values } from './diff/evaluate.js';
export type { Elsewhere, LintOptions } from './lint/lint.js';
export { lintModel, lintRules } from './lint/lint.js';
export type {
  CompareOperator,
  Expression,
  KChoice,
  KconfigModel,
  KSymbol,
  MenuNode,
  MenuNodeKind,
  SymbolDefault,
  SymbolPrompt,
  SymbolRange,
  SymbolSelect,
  SymbolTypeName,
} from './model/model.js';
export { printExpression } from './model/print-model-expression.js';
export type { ParseOptions } from './parse-kconfig.js';
export { parseKconfig } from './parse-kconfig.js';
export type { ConfigFile } from './settings/config-text.js';
export { readConfigFile } from './settings/config-text.js';
export type { Explanation, ExplanationStep } from './settings/explain.js';
export type { ChangeOutcome } from './settings/live-values.js';
export { LiveValues } from './settings/live-values.js';
export { lossDiagnostic } from './settings/losses.js';
export type {
  ConfigLoss,
  LossReason,
  Origin,
  Resolution,
  ResolvedChoice,
  ResolvedValue,
} from './settings/resolution.js';
export { formatConfig, formatDefconfig, resolveConfig } from './settings/resolve.js';
export type { ConfigSetting } from './settings/settings.js';
export type { CommandPlace } from './shell/run-command.js';
export { runCommand } from './shell/run-command.js';
export type { SniffedDialect, SniffOptions } from './sniff/sniff.js';
export { sniffDialect } from './sniff/sniff.js';
export { decodeText, encodeText } from './text/bytes.js';
export type { FileSystem } from './text/file-system.js';
export { memoryFileSystem, nodeFileSystem } from './text/file-system.js';
export type { Location } from './text/source.js';
export type { Tristate } from './tristate.js';
