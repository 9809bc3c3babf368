/** What a command says of a build that comes before its own work. */
import type { BuildRequest } from '../pipelines/build-board.js';
import type { Session } from './session.js';

export function buildEvents(
  session: Session,
  boardName: string,
): Pick<BuildRequest, 'onProgress' | 'onCommand' | 'onNotice'> {
  return {
    onProgress: (text) => {
      if (text.includes(' build ') && session.progress !== 'none') session.tell(`${boardName}: ${text}`);
    },
    onCommand: (line) => {
      if (session.options.verbose) session.tell(line);
    },
    onNotice: (text) => session.tell(text),
  };
}
