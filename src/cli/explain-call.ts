/** `bljh explain` behind its flags: which words are one question, and what is said where nothing has such a name. */
import { listBoards } from '../boards/board-folders.js';
import { type Diagnostic, failure, type Result, success } from '../diagnostics/diagnostic.js';
import { suggestSeveral, suggestWhole } from '../diagnostics/suggest.js';
import type { Answer } from '../explain/answer.js';
import { explain, explainExactly, isName, knownNames } from '../explain/explain.js';
import { indexSubject, type SubjectIndex } from '../explain/index-of-subject.js';
import { shellWords } from '../explain/shell-words.js';
import type { ExplainSubject } from '../explain/subject.js';
import { boardFoldersOf } from '../pipelines/prepare-build.js';
import { quoteForShell } from '../process/quote-for-shell.js';
import { loadProject, type Project } from '../project/project.js';
import { chooseBoards } from './board-flags.js';
import { loadSubject } from './explain-subject.js';

export interface ExplainCall {
  readonly project: string;
  readonly board?: string | undefined;
  readonly words: readonly string[];
  /** The command's own flags, for a word that was meant to be one. */
  readonly flags: readonly string[];
}

export interface Explained {
  readonly board: string;
  /** The file that the values are from. */
  readonly startedFrom: string;
  readonly answers: readonly Answer[];
  /** Words that nothing is called. */
  readonly unknown: readonly string[];
}

const SUGGESTIONS = 3;

export function executeExplain(
  call: ExplainCall,
  packageFolder: string,
  tell: (text: string) => void,
): Result<Explained> {
  const project = loadProject(call.project);
  if (!project.ok) return project;
  const boards = chooseBoards(project.value, packageFolder, { board: call.board === undefined ? [] : [call.board] });
  if (!boards.ok) return boards;
  const [board = ''] = boards.value;
  const loaded = loadSubject(project.value, board, packageFolder, call.project);
  if (!loaded.ok) return loaded;
  const { subject, startedFrom, isConfigured, unread } = loaded.value;
  const index = indexSubject(subject);
  const elsewhere = new Elsewhere(project.value, board, packageFolder);
  const answers: Answer[] = [];
  const unknown: string[] = [];
  for (const [asked, answer] of ask(subject, index, call.words)) {
    if (answer === undefined) unknown.push(asked);
    else answers.push(withBoards(answer, elsewhere));
  }
  const problems = unknown.map((word) => diagnoseUnknown(word, { subject, index, flags: call.flags, elsewhere }));
  const diagnostics = [...boards.diagnostics, ...loaded.diagnostics, ...problems];
  if (answers.length === 0) return failure(...diagnostics);
  if (unread !== undefined) tell(`${unread} could not be read, so the values are those of ${startedFrom}`);
  else if (!isConfigured) tell(`${board}: not configured yet, so the values are those of ${startedFrom}`);
  return success({ board, startedFrom, answers, unknown }, diagnostics);
}

/** Words that stand for one thing together, such as `-X main.version=1`, or each by itself; a whole line in quotes likewise. */
function ask(
  subject: ExplainSubject,
  index: SubjectIndex,
  words: readonly string[],
): readonly (readonly [string, Answer | undefined])[] {
  const line = words.join(' ');
  const together = explainExactly(subject, index, line);
  if (together !== undefined && !isSeveral(subject, together, words)) return [[line, together]];
  const parts = words.length === 1 ? shellWords(line) : words;
  if (parts.length <= 1) return [[line, explain(subject, index, line)]];
  const answers = [...new Set(parts)].map((word) => [word, explain(subject, index, word)] as const);
  return words.length > 1 || answers.some(([, answer]) => answer !== undefined) ? answers : [[line, undefined]];
}

/** `A=y B=y` is no value of A: only a text has several words, and none of them is a wish of its own. */
function isSeveral({ model }: ExplainSubject, { wish, asked }: Answer, words: readonly string[]): boolean {
  if (wish === undefined) return false;
  const parts = words.length === 1 ? shellWords(asked) : words;
  const isWish = (word: string): boolean => model.symbols.has(/^(?:CONFIG_)?(\w+)=/.exec(word)?.[1] ?? '');
  return parts.length > 1 && (model.symbols.get(wish.symbol)?.type !== 'string' || parts.slice(1).some(isWish));
}

/** What a board's nature decides, another board may have. */
function withBoards(answer: Answer, elsewhere: Elsewhere): Answer {
  const { wish } = answer;
  if (wish?.outcome !== 'impossible' || wish.fix !== undefined) return answer;
  const isSo = ({ resolution }: ExplainSubject) => resolution.values.get(wish.symbol)?.value === wish.value;
  return { ...answer, wish: { ...wish, boards: elsewhere.findBoards(isSo) } };
}

interface Unknown {
  readonly subject: ExplainSubject;
  readonly index: SubjectIndex;
  readonly flags: readonly string[];
  readonly elsewhere: Elsewhere;
}

function diagnoseUnknown(word: string, { subject, index, flags, elsewhere }: Unknown): Diagnostic {
  const board = subject.board.name;
  const common = {
    severity: 'error',
    code: 'CL0010',
    message: `no symbol, argument, key or file of board ${board} is called ${JSON.stringify(word)}`,
  } as const;
  const name = word.replace(/^CONFIG_/, '').replace(/=.*$/s, '');
  // Of a symbol that is gone a line may be left in the configuration.
  const left = subject.settings.find((setting) => setting.name === name);
  const at = left?.at === undefined ? {} : { at: left.at };
  if (flags.includes(word)) return { ...common, hint: { text: `${word} is a flag of this command: no -- before it` } };
  const known = [...knownNames(subject, index), ...flags];
  // Most unknown names are mistyped ones: the other boards need not be read for them.
  const near = suggestSeveral(name, known, SUGGESTIONS);
  const isMistyped = near.length > 0 && !elsewhere.has(word) && !/^-[a-z]/.test(word);
  if (isMistyped) return { ...common, ...at, hint: { text: `did you mean ${near.join(' or ')}?` } };
  const others = elsewhere.findBoards((there, itsIndex) => isName(there, itsIndex, word));
  const [other] = others;
  if (other !== undefined) {
    const command = `bljh explain --board ${other} ${quoteForShell(word)}`;
    return { ...common, ...at, hint: { text: `other boards have it (${others.join(', ')}):`, command } };
  }
  const wholes = near.length > 0 ? near : suggestWhole(name, known, SUGGESTIONS);
  if (wholes.length > 0) return { ...common, ...at, hint: { text: `did you mean ${wholes.join(' or ')}?` } };
  return subject.plan === undefined
    ? { ...common, ...at, hint: { text: 'no build can be planned (see above), so only symbols and keys are known' } }
    : { ...common, ...at, hint: { text: 'see what there is', command: `bljh build --board ${board} --plan` } };
}

/** The other boards, read at the first question about them. */
class Elsewhere {
  readonly #boards: readonly string[];
  readonly #load: (board: string) => readonly [ExplainSubject, SubjectIndex] | undefined;
  readonly #loaded = new Map<string, readonly [ExplainSubject, SubjectIndex] | undefined>();

  constructor(project: Project, board: string, packageFolder: string) {
    this.#boards = listBoards(boardFoldersOf(packageFolder, project.folder)).filter((each) => each !== board);
    this.#load = (name) => {
      const loaded = loadSubject(project, name, packageFolder);
      return loaded.ok ? [loaded.value.subject, indexSubject(loaded.value.subject)] : undefined;
    };
  }

  /** Whether a board itself has the name. */
  has(word: string): boolean {
    return this.#boards.includes(word);
  }

  findBoards(isIt: (subject: ExplainSubject, index: SubjectIndex) => boolean): readonly string[] {
    return this.#boards.filter((board) => {
      if (!this.#loaded.has(board)) this.#loaded.set(board, this.#load(board));
      const known = this.#loaded.get(board);
      return known !== undefined && isIt(...known);
    });
  }
}
