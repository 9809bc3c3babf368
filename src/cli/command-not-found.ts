/** oclif hook: an unknown command gets a suggestion and exit code 2, as JSON if that was asked for. */
import type { Hook } from '@oclif/core';
import { EXIT } from '../diagnostics/codes.js';
import { reportUnknownCommand } from './unknown-command.js';

const hook: Hook.CommandNotFound = async ({ config, id, argv = [] }) => {
  reportUnknownCommand(id.split(':'), argv, config);
  process.exit(EXIT.usage);
};

export default hook;
