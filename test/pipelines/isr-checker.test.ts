/** The program that looks into interrupt handlers (templates/tinygo/isr), built and fed with packages by the real Go. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_GO } from '../plan/go-oracle.js';
import { PACKAGE } from '../plan/plan-input.js';
import { placeFiles } from '../process/temporary-folder.js';

const env = {
  ...process.env,
  GOTOOLCHAIN: 'local',
  GOPROXY: 'off',
  GOFLAGS: '-mod=mod',
  GOWORK: 'off',
  CGO_ENABLED: '0',
};
const LIMITS = { encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 26 } as const;

interface Answer {
  readonly listed: boolean;
  readonly complete: boolean;
  readonly handlers: readonly { readonly function: string; readonly number: number; readonly dir: string }[];
  readonly findings: readonly {
    readonly code: string;
    readonly message: string;
    readonly at: { readonly file: string; readonly line: number; readonly col: number };
    readonly related: readonly { readonly at: { readonly line: number } }[] | null;
  }[];
  readonly accepted: readonly { readonly reason: string; readonly at: { readonly line: number } }[];
  readonly embedded: readonly string[];
}

/** Of the whole file, as its examples share what is slow: building the checker, and `go list`. */
const home = realpathSync(mkdtempSync(join(tmpdir(), 'bljh-isr-')));
const checker = join(home, 'isr');
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What `go list` said of a program, by its imports: nothing else of a main.go changes that. */
const lists = new Map<string, string>();

describe.skipIf(NO_GO !== undefined)(`the checker of interrupt handlers (${NO_GO ?? 'go is here'})`, () => {
  beforeAll(() => {
    const args = ['build', '-trimpath', '-buildvcs=false', '-o', checker, '.'];
    execFileSync('go', args, { ...LIMITS, env, cwd: join(PACKAGE, 'templates', 'tinygo', 'isr') });
  }, 120_000);

  const goList = (folder: string) =>
    execFileSync('go', ['list', '-json', '-deps', '.'], {
      ...LIMITS,
      env: { ...env, GOOS: 'linux', GOARCH: 'arm' },
      cwd: folder,
    });

  let count = 0;
  function examine(files: Readonly<Record<string, string>>): Answer {
    const folder = join(home, String(count++), 'app');
    placeFiles(folder, { 'go.mod': 'module app\n\ngo 1.23\n', ...files });
    const out = join(folder, '..', 'answer.json');
    const board = ['-interrupts', 'UART0=10,RTC=11', '-first', '1', '-last', '95'];
    const marked = Object.keys(files).filter((name) => files[name]?.includes('go:isr'));
    const args = [
      '-root',
      folder,
      '-out',
      out,
      ...board,
      '-marked',
      marked.join('\n'),
      '--',
      ...listing(folder, files),
    ];
    execFileSync(checker, args, { ...LIMITS, env: { ...env, GOOS: 'linux', GOARCH: 'arm' }, cwd: folder });
    return JSON.parse(readFileSync(out, 'utf8')) as Answer;
  }

  /** The command that lists the packages. */
  function listing(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
    const main = files['main.go'];
    if (main === undefined || Object.keys(files).length > 1 || main.includes('_ "'))
      return ['go', 'list', '-json', '-deps', '.'];
    const imports = main.match(/"[\w/]+"$/gm)?.join() ?? '';
    const known = lists.get(imports) ?? goList(folder).replaceAll(folder, '@FOLDER@');
    lists.set(imports, known);
    placeFiles(folder, { '../list.json': known.replaceAll('@FOLDER@', folder) });
    return ['cat', join(folder, '..', 'list.json')];
  }

  /** `CODE line:col text`, each with the beginning of its message. */
  const tell = ({ findings }: Answer) =>
    findings.map(({ code, at, message }) => `${code} ${at.line}:${at.col} ${message}`);

  const MARK = '//go:isr CONSOLE UART0\n';
  const MAIN = 'package main\n\nfunc main() {}\n\n';

  it.each([
    ['a name of the board', '//go:isr CONSOLE UART0\nfunc on() {}', 10],
    ['a number', '//go:isr CONSOLE 33\nfunc on() {}', 33],
    ['a number in hexadecimal', '//go:isr CONSOLE 0x21\nfunc on() {}', 33],
    ['tabs', '//go:isr\tCONSOLE\t33\nfunc on() {}', 33],
    ['words above it', '// on is called often.\n//\n//go:isr CONSOLE 33\nfunc on() {}', 33],
    ['words below it', '//go:isr CONSOLE 33\n// on is called often.\nfunc on() {}', 33],
  ])('%s is taken', (_name, text, number) => {
    const answer = examine({ 'main.go': `${MAIN}${text}\n` });
    expect(answer.findings).toEqual([]);
    expect(answer.handlers).toMatchObject([{ function: 'on', number, dir: '.' }]);
    expect(answer.complete).toBe(true);
  });

  it('a function may be the handler of two interrupts, and another package may have one', () => {
    const answer = examine({
      'main.go': `package main\n\nimport _ "app/lib"\n\nfunc main() {}\n\n//go:isr A UART0\n//go:isr B RTC\nfunc on() {}\n`,
      'lib/lib.go': 'package lib\n\n//go:isr C 12\nfunc c() {}\n',
    });
    expect(answer.findings).toEqual([]);
    expect(answer.handlers).toMatchObject([
      { function: 'c', number: 12, dir: 'lib', packageName: 'lib' },
      { function: 'on', number: 10 },
      { function: 'on', number: 11 },
    ]);
  });

  it.each([
    ['nothing behind it', '//go:isr\nfunc on() {}', ['IS0001 5:1 "//go:isr" is no mark']],
    ['one word', '//go:isr UART0\nfunc on() {}', ['IS0001 5:1 "//go:isr UART0" is no mark']],
    ['three words', '//go:isr A UART0 fast\nfunc on() {}', ['IS0001 5:1 ']],
    ['a name that is no Go name', '//go:isr my-uart UART0\nfunc on() {}', ['IS0001 5:1 ']],
    ['a blank before go:', '// go:isr A UART0\nfunc on() {}', ['IS0001 5:1 "// go:isr A UART0" is no mark']],
    ['the other kind of comment', '/*go:isr A UART0*/\nfunc on() {}', ['IS0001 5:1 ']],
    ['a parameter', `${MARK}func on(x int) {}`, ['IS0002 5:1 on cannot be an interrupt handler: it has parameters']],
    ['a result', `${MARK}func on() int { return 1 }`, ['IS0002 5:1 on cannot be an interrupt handler: it has results']],
    ['a method', `type t int\n\n${MARK}func (t) on() {}`, ['IS0002 7:1 on cannot be an interrupt handler: it is a me']],
    ['type parameters', `${MARK}func on[T any]() {}`, ['IS0002 5:1 on cannot be an interrupt handler: it has type']],
    ['everything', `type t int\n\n${MARK}func (t) on(int) int`, [/it is a method, it has parameters, it has results/]],
    ['init', `${MARK}func init() {}`, ['IS0002 5:1 init cannot be an interrupt handler: Go gives']],
    [
      'a variable',
      `${MARK}var on = 1`,
      ['IS0002 5:1 a //go:isr mark belongs to a function, and this one stands at a v'],
    ],
    ['a line in a block of constants', `const (\n\t${MARK}\ton = 1\n)`, ['IS0002 6:2 ']],
    ['the inside of a function', `func on() {\n\t${MARK}}`, [/this one is inside of on$/]],
    ['an empty line between', `${MARK}\nfunc on() {}`, [/between it and on there is an empty line$/]],
    ['the end of the file', `func on() {}\n\n${MARK}`, [/stands alone$/]],
    ['an unknown name', '//go:isr A UART7\nfunc on() {}', ['IS0003 5:1 this board has no interrupt UART7']],
    ['0', '//go:isr A 0\nfunc on() {}', ['IS0003 5:1 interrupt 0 is out of range: this board has numbers 1 to 95']],
    ['96', '//go:isr A 96\nfunc on() {}', [/^IS0003 5:1 interrupt 96 is out of range/]],
    ['a huge number', '//go:isr A 99999999999\nfunc on() {}', [/^IS0003 5:1 99999999999 is no number/]],
    [
      'a name that is another number',
      '//go:isr RTC 10\nfunc on() {}',
      [/^IS0005 5:1 RTC is interrupt 11 on this board/],
    ],
    [
      'two handlers for one interrupt',
      '//go:isr A UART0\nfunc on() {}\n\n//go:isr B 10\nfunc off() {}',
      ['IS0004 8:1 interrupt 10 has two handlers: on and off'],
    ],
  ])('%s: a mistake with its place', (_name, text, expected) => {
    const told = tell(examine({ 'main.go': `${MAIN}${text}\n` }));
    expect(told).toHaveLength(expected.length);
    for (const [index, each] of expected.entries()) {
      if (typeof each === 'string') expect(told[index]?.startsWith(each), told[index]).toBe(true);
      else expect(told[index]).toMatch(each);
    }
  });

  it('several mistakes are told in one run, also when the program does not compile', () => {
    const text = `${MARK}func on(x int) {}\n\n//go:isr A NONE\nfunc off() { undefined() }\n\n//go:isr\nfunc out() {}`;
    const answer = examine({ 'main.go': `${MAIN}${text}\n` });
    expect(answer.findings.map(({ code }) => code)).toEqual(['IS0002', 'IS0003', 'IS0001']);
    expect(answer.complete).toBe(false);
  });

  const DECLARATIONS = `package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

type pair struct{ a, b int }

func (p *pair) sum() int { return p.a + p.b }

var (
	number  int
	big     int64
	text    string
	other   string
	bytes   = make([]byte, 4)
	table   = map[string]int{}
	channel = make(chan int, 4)
	any1    any
	writer  io.Writer
	hook    func()
	one     pair
	mutex   sync.Mutex
	counter atomic.Uint32
	failed  = errors.New("failed")
	_       = fmt.Sprint
	_       = strconv.Itoa
	_       = time.Now
)

const verbose = false

func main() {}

func helper(n int) []byte { return make([]byte, n) }

func even(n int) int {
	if n == 0 {
		return 0
	}
	return odd(n - 1)
}

func odd(n int) int { return even(n - 1) }

func apply[T any](x T) T { return x }

func fail() error { return failed }

//go:isr CONSOLE UART0
func on() {
`;
  const FIRST = DECLARATIONS.split('\n').length;
  const lookAt = (statements: string) => examine({ 'main.go': `${DECLARATIONS}${statements}\n}\n` });

  /** All of them in one program, each in a handler of its own, in the lines from FIRST on. */
  const together = new Map<readonly string[], Answer>();
  function lookAtEach(statements: readonly string[]): Answer {
    const text = statements.map((each, index) => `}\n//go:isr H ${index + 12}\nfunc on${index}() { ${each}\n`);
    const answer = together.get(statements) ?? lookAt(text.join(''));
    together.set(statements, answer);
    return answer;
  }
  const findingsOf = (statements: readonly string[], statement: string) => {
    const answer = lookAtEach(statements);
    expect(answer.complete).toBe(true);
    const line = FIRST + statements.indexOf(statement) * 3 + 2;
    return answer.findings.filter(({ at }) => at.line === line);
  };

  const FINE = [
    'number++',
    'one.a = one.sum()',
    'bytes[number&3] = byte(number)',
    'one = pair{1, 2}',
    'x := [4]int{1, 2, 3, 4}; number = x[number&3]',
    'select { case channel <- 1: default: }',
    'select { case number = <-channel: default: }',
    'println("x", number, text)',
    'number = table[text]',
    'delete(table, text)',
    'counter.Add(1)',
    'number = even(7)',
    'number = apply(number)',
    'any1 = number',
    'any1 = &one',
    'any1 = "constant"',
    'any1 = nil',
    'writer = nil',
    'if fail() != nil { number = 1 }',
    'if verbose { fmt.Println("x") }',
    'if !verbose { number = 1 } else { hook() }',
    'func() { number++ }()',
    'if text == other { number = len(text) }',
    'for i := range bytes { number += i }',
    'for _, c := range text { number += int(c) }',
    'copy(bytes, text)',
    'panic("broken")',
    'panic(failed)',
  ];

  it.each(FINE)('%s is fine', (statement) => {
    expect(findingsOf(FINE, statement)).toEqual([]);
  });

  const TOLD: readonly (readonly [statement: string, code: string, message: RegExp])[] = [
    ['bytes = make([]byte, 4)', 'IS0006', /: make\(\[\]byte, 4\) allocates, and whether it could stay on the stack/],
    ['p := new(pair); one = *p', 'IS0006', /: new\(pair\) allocates/],
    ['bytes = append(bytes, 1)', 'IS0006', /: append allocates when the slice is full$/],
    ['p := &pair{1, 2}; one = *p', 'IS0006', /: &pair\{\.\.\.\} allocates, and whether/],
    ['x := number; p := &x; number = *p', 'IS0006', /: &x may move the variable to the heap/],
    ['bytes = []byte{1, 2}', 'IS0006', /: the slice \[\]byte\{\.\.\.\} allocates/],
    ['table = map[string]int{}', 'IS0006', /: the map map\[string\]int\{\.\.\.\} allocates/],
    ['table[text] = 1', 'IS0006', /: writing to the map table may allocate a new entry/],
    ['table[text]++', 'IS0006', /: writing to the map table/],
    ['text = text + other', 'IS0006', /: joining strings with \+ allocates$/],
    ['text = text + other + "x"', 'IS0006', /: joining strings with \+ allocates$/],
    ['text += other', 'IS0006', /: joining strings with \+= allocates$/],
    ['text = string(bytes)', 'IS0006', /: string\(bytes\) allocates the bytes of the string$/],
    ['text = string(rune(number))', 'IS0006', /: string\(rune\(number\)\) allocates/],
    ['bytes = []byte(text)', 'IS0006', /: \[\]byte\(text\) allocates a copy of the string$/],
    ['any1 = big', 'IS0006', /: big becomes an interface \(any\), which allocates a copy/],
    ['any1 = one', 'IS0006', /: one becomes an interface/],
    ['any1 = any(text)', 'IS0006', /: text becomes an interface/],
    ['var x any = big; any1 = x', 'IS0006', /: big becomes an interface/],
    ['x := number; hook = func() { number = x }', 'IS0006', /: a closure that captures x allocates/],
    ['f := one.sum; number = f()', 'IS0006', /: the method value one\.sum allocates a closure/],
    ['go main()', 'IS0006', /: a go statement allocates/],
    ['defer main()', 'IS0006', /: defer keeps a record/],
    ['fmt.Println("x")', 'IS0006', /: fmt\.Println packs its arguments into a slice/],
    ['text = strconv.Itoa(number)', 'IS0006', /: strconv\.Itoa goes wrong inside: .* \(\S*strconv\/itoa\.go:\d+\)$/],
    ['channel <- 1', 'IS0007', /: a channel send waits/],
    ['number = <-channel', 'IS0007', /: a channel receive waits/],
    ['for range channel {}', 'IS0007', /: range over a channel waits/],
    ['select { case channel <- 1: }', 'IS0007', /: a select without a default case waits$/],
    ['select {}', 'IS0007', /: a select without a default case waits$/],
    ['mutex.Lock()', 'IS0007', /: mutex\.Lock waits$/],
    ['time.Sleep(1)', 'IS0007', /: time\.Sleep waits$/],
    ['hook()', 'IS0008', /: hook calls a function value, and what runs there is not known here$/],
    ['writer.Write(bytes)', 'IS0008', /: writer\.Write is a method of an interface/],
  ];
  const TROUBLES = TOLD.map(([statement]) => statement);

  it.each(TOLD)('%s is told as %s', (statement, code, message) => {
    const findings = findingsOf(TROUBLES, statement);
    expect(findings.map((each) => each.code)).toContain(code);
    const found = findings.filter((each) => each.code === code);
    // What goes with it, such as the call of what was made of a method, is not told as the same a second time.
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(message);
    expect(found[0]?.message).toMatch(/^in the interrupt handler on\d+: /);
    expect(found[0]?.at.file).toBe('main.go');
  });

  it('what a function does that the handler calls is told there, with the way to it', () => {
    const { findings } = lookAt('bytes = helper(4)');
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toMatch(/^in helper, which the interrupt handler on calls: make/);
    expect(findings[0]?.at.line).toBe(DECLARATIONS.split('\n').findIndex((line) => line.startsWith('func helper')) + 1);
    expect(findings[0]?.related).toMatchObject([{ at: { line: FIRST } }]);
  });

  it('//bljh:alloc-ok with a reason takes a finding back, on that line only', () => {
    const answer = lookAt('text += other //bljh:alloc-ok never both\n\ttext += other');
    expect(tell(answer)).toHaveLength(1);
    expect(answer.findings[0]?.at.line).toBe(FIRST + 1);
    expect(answer.accepted).toMatchObject([{ reason: 'never both', at: { line: FIRST } }]);
  });

  it('//bljh:alloc-ok takes back what is behind a call, and a call that leads nowhere known', () => {
    const answer = lookAt('bytes = helper(4) //bljh:alloc-ok once\n\thook() //bljh:alloc-ok set in main');
    expect(tell(answer)).toEqual([]);
    expect(answer.accepted.map(({ reason }) => reason)).toEqual(['once', 'set in main']);
  });

  it('//bljh:alloc-ok does not let a handler wait, and needs a reason', () => {
    const answer = lookAt('channel <- 1 //bljh:alloc-ok it is empty\n\ttext += other //bljh:alloc-ok');
    expect(answer.findings.map(({ code }) => code).sort()).toEqual(['IS0001', 'IS0006', 'IS0007']);
  });

  it('a mark that is not compiled is told, unless a build constraint leaves it out', () => {
    const answer = examine({
      'main.go': MAIN,
      'other.go': `//go:build windows\n\npackage main\n\n${MARK}func on() {}\n`,
      'lib/lib.go': `package lib\n\n${MARK}func on() {}\n`,
    });
    expect(tell(answer)).toMatchObject([expect.stringMatching(/^IS0011 3:1 .*does not import/)]);
    expect(answer.findings[0]?.at.file).toBe('lib/lib.go');
    expect(answer.handlers).toEqual([]);
  });

  it('a mark in a module that replaces another one is an error', () => {
    const answer = examine({
      'go.mod': 'module app\n\ngo 1.23\n\nrequire example.org/x v0.0.0\n\nreplace example.org/x => ./x\n',
      'main.go': 'package main\n\nimport _ "example.org/x"\n\nfunc main() {}\n',
      'x/go.mod': 'module example.org/x\n\ngo 1.23\n',
      'x/x.go': `package x\n\n${MARK}func on() {}\n`,
    });
    expect(answer.findings).toMatchObject([{ code: 'IS0002', at: { file: 'x/x.go' } }]);
  });

  it('embedded files are named; a program that go list refuses is not looked into', () => {
    const main = 'package main\n\nimport _ "embed"\n\n//go:embed main.go\nvar text string\n\nfunc main() {}\n';
    expect(examine({ 'main.go': main })).toMatchObject({ listed: true, embedded: ['main.go'] });
    expect(examine({ 'main.go': 'package main\n\nimport _ "no/such"\n' })).toMatchObject({ listed: false });
  });
});
