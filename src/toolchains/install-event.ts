/** What an installation tells while it runs, and what it is told to do. */
import type { ToolId } from './tool.js';

export interface InstallEvent {
  readonly kind: 'start' | 'output' | 'done' | 'skipped';
  readonly tool: ToolId;
  /** One line; for `output` a piece of the tool's own output, as it came. */
  readonly text: string;
}

export interface InstallOptions {
  /** The user has agreed to changes outside bljh's cache (sudo). */
  readonly yes: boolean;
  readonly onEvent: (event: InstallEvent) => void;
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean;
}
