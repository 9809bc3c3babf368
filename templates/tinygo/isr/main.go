// Command isr finds the functions that are marked as interrupt handlers, and what in them would allocate memory or wait.
// bljh builds it with the Go that it finds and runs it before TinyGo. It reads sources and writes one file of JSON. The words after -- are a `go list -json -deps`, which says what the program consists of.
//
//	isr -root DIR -interrupts UART0=10,RTC=11 -first 1 -last 95 -marked a.go -out FILE -- tinygo list -json -deps .
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"strconv"
	"strings"
)

type place struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"col"`
}

type related struct {
	Message string `json:"message"`
	At      place  `json:"at"`
}

// finding is what bljh turns into one of its diagnostics.
type finding struct {
	Code    string    `json:"code"`
	Level   string    `json:"level"`
	Message string    `json:"message"`
	Hint    string    `json:"hint"`
	At      place     `json:"at"`
	Related []related `json:"related"`
	// Of an unknown interrupt: the word in the mark. bljh looks for what it was meant to be.
	Word string `json:"word"`
}

type handler struct {
	Package  string `json:"package"`
	Name     string `json:"packageName"`
	Dir      string `json:"dir"`
	Function string `json:"function"`
	Label    string `json:"name"`
	Number   int    `json:"number"`
	At       place  `json:"at"`
}

type answer struct {
	// False: `go list` failed, and nothing is known.
	Listed bool `json:"listed"`
	// False: the program has mistakes, which the compiler will tell. What handlers do was not looked into then.
	Complete bool       `json:"complete"`
	Handlers []handler  `json:"handlers"`
	Findings []finding  `json:"findings"`
	Accepted []accepted `json:"accepted"`
	// All lines with //bljh:alloc-ok: what is found only in the finished program may be excused, too.
	Excuses []accepted `json:"excuses"`
	// Files that packages of the module embed: their copies must have the same bytes.
	Embedded []string `json:"embedded"`
}

// accepted is a line with //bljh:alloc-ok on which something was found.
type accepted struct {
	Reason string `json:"reason"`
	At     place  `json:"at"`
}

// board is what the marks are checked against.
type board struct {
	interrupts  map[string]int
	first, last int
}

// More would bury the first ones.
const maxFindings = 100

func main() {
	root := flag.String("root", ".", "folder of the module")
	interrupts := flag.String("interrupts", "", "names and numbers of the board's interrupts")
	first := flag.Int("first", 0, "first number of an interrupt")
	last := flag.Int("last", 0, "last number of an interrupt")
	marked := flag.String("marked", "", "files in which a mark was seen, one a line")
	out := flag.String("out", "", "where the answer goes")
	flag.Parse()
	board := board{interrupts: map[string]int{}, first: *first, last: *last}
	for _, pair := range words(*interrupts) {
		name, number, _ := strings.Cut(pair, "=")
		value, err := strconv.Atoi(number)
		if err != nil {
			fail(fmt.Errorf("-interrupts: %q is no name with a number", pair))
		}
		board.interrupts[name] = value
	}
	result, err := examine(*root, board, strings.FieldsFunc(*marked, func(c rune) bool { return c == '\n' }), flag.Args())
	if err != nil {
		fail(err)
	}
	text, err := json.Marshal(result)
	if err == nil {
		err = os.WriteFile(*out, text, 0o666)
	}
	if err != nil {
		fail(err)
	}
}

func examine(root string, board board, marked, list []string) (answer, error) {
	result := answer{Handlers: []handler{}, Findings: []finding{}, Accepted: []accepted{}, Excuses: []accepted{}, Embedded: []string{}}
	program, err := load(root, list)
	if err != nil || program == nil {
		return result, err
	}
	result.Listed = true
	for _, one := range program.sorted {
		for _, name := range one.EmbedFiles {
			if one.isOurs() {
				result.Embedded = append(result.Embedded, program.show(one.pathOf(name)))
			}
		}
	}
	marks := findMarks(program, board, marked)
	result.Handlers = append(result.Handlers, marks.handlers...)
	result.Findings = append(result.Findings, marks.findings...)
	excuses := excusesOf(program)
	result.Findings = append(result.Findings, excuses.findings...)
	for line, reason := range excuses.byLine {
		result.Excuses = append(result.Excuses, accepted{Reason: reason, At: line})
	}
	if program.check() {
		result.Findings = append(result.Findings, boundByHand(program, marks.handlers)...)
		result.Complete = true
		looked := lookInto(program, excuses, marks.functions)
		result.Findings = append(result.Findings, looked.findings...)
		result.Accepted = append(result.Accepted, looked.accepted...)
	}
	sort.SliceStable(result.Findings, func(i, j int) bool { return before(result.Findings[i].At, result.Findings[j].At) })
	for _, list := range [][]accepted{result.Accepted, result.Excuses} {
		sort.Slice(list, func(i, j int) bool { return before(list[i].At, list[j].At) })
	}
	if len(result.Findings) > maxFindings {
		result.Findings = result.Findings[:maxFindings]
	}
	return result, nil
}

func before(a, b place) bool {
	if a.File != b.File {
		return a.File < b.File
	}
	if a.Line != b.Line {
		return a.Line < b.Line
	}
	return a.Col < b.Col
}

func words(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "isr:", err)
	os.Exit(1)
}
