// The public face of the Kconfig engine: the only file here that the rest of bljh may import.

export type { ConfigFile } from './config-file.js';
export { readConfigFile } from './config-file.js';
export type { DiagnosticCode, KconfigDiagnostic } from './diagnostic.js';
export { diagnosticCodes } from './diagnostic.js';
export { printExpression } from './expression.js';
export type { FileSystem } from './file-system.js';
export { memoryFileSystem, nodeFileSystem } from './file-system.js';
export { lossDiagnostic } from './losses.js';
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
  SymbolType,
} from './model.js';
export type { ParseOptions } from './parse-kconfig.js';
export { parseKconfig } from './parse-kconfig.js';
export type { ConfigLoss, LossReason, Origin, Resolution, ResolvedChoice, ResolvedValue } from './resolution.js';
export { resolveConfig } from './resolve.js';
export type { Location } from './source.js';
export type { Tristate } from './tristate.js';
export type { ConfigSetting } from './user-values.js';
export { formatConfig, formatDefconfig } from './write-config.js';
