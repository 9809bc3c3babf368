/** oclif hook: an unknown command gets a suggestion and exit code 2, as JSON if that was asked for. */
import type { Hook } from '@oclif/core';
import { EXIT } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { renderDiagnostic } from '../diagnostics/render.js';
import { suggest } from '../diagnostics/suggest.js';
import { styleFor, turnColourOff, writeMessage, writeResult } from '../output/streams.js';

const hook: Hook.CommandNotFound = async ({ config, id, argv }) => {
  const words = id.replaceAll(':', ' ');
  const known = config.commandIDs.map((name) => name.replaceAll(':', ' '));
  const near = suggest(words, known) ?? suggest(words.split(' ')[0] ?? '', known);
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: 'CL0001',
    message: `unknown command "${words}"`,
    hint:
      near === undefined
        ? { text: 'see all commands', command: `${config.bin} help` }
        : { text: 'did you mean this?', command: `${config.bin} ${near}` },
  };
  if (argv?.includes('--no-color') === true) turnColourOff();
  if (argv?.includes('--json') === true) {
    writeResult(
      JSON.stringify(
        { schemaVersion: 1, command: words, ok: false, exitCode: EXIT.usage, diagnostics: [diagnostic] },
        null,
        2,
      ),
    );
  } else {
    writeMessage(renderDiagnostic(diagnostic, process.cwd(), styleFor(process.stderr)));
  }
  process.exit(EXIT.usage);
};

export default hook;
