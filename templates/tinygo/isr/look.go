package main

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"strings"
)

// kind says what is wrong with a piece of a handler; each has a code of its own.
type kind int

const (
	allocates kind = iota
	waits
	unseen
)

var codes = map[kind]string{allocates: "IS0006", waits: "IS0007", unseen: "IS0008"}

var hints = map[kind]string{
	allocates: "keep the memory in a package variable; if this never allocates, end the line with //bljh:alloc-ok REASON",
	waits:     "hand the work to a goroutine: set a flag, or send in a select with a default case",
	unseen:    "call a function by its name; if what runs there never allocates, end the line with //bljh:alloc-ok REASON",
}

// trouble is one thing in one function, before it is known which handler gets there.
type trouble struct {
	kind kind
	what string
	at   place
}

// call is a call of a function that is known.
type call struct {
	callee *types.Func
	text   string // as the source has it
	at     place
}

type looked struct {
	findings []finding
	accepted []accepted
}

// lookInto follows each handler through all functions that it is known to call.
func lookInto(p *program, excuses excuses, handlers []function) looked {
	l := &looker{
		program:  p,
		excuses:  excuses,
		outside:  map[string]*trouble{},
		seen:     map[*ast.FuncDecl]bool{},
		accepted: map[place]bool{},
	}
	for _, handler := range handlers {
		l.handler = handler
		l.visit(handler.pkg, handler.declaration, nil)
	}
	return l.result
}

type looker struct {
	program  *program
	excuses  excuses
	handler  function
	seen     map[*ast.FuncDecl]bool
	accepted map[place]bool
	// What a function outside of the user's module does, by its full name; nil is nothing.
	outside map[string]*trouble
	result  looked
}

// visit looks into a function of the user's. It is told once, however many ways lead to it.
func (l *looker) visit(one *pkg, declaration *ast.FuncDecl, path []related) {
	if l.seen[declaration] {
		return
	}
	l.seen[declaration] = true
	body := readBody(l.program, one, declaration)
	told := map[place]bool{}
	for _, trouble := range body.troubles {
		told[trouble.at] = true
		l.report(trouble, declaration, path)
	}
	for _, call := range body.calls {
		if endsProgram(call.callee) || told[call.at] {
			continue
		}
		callee, called := l.program.declarationOf(call.callee)
		switch {
		case callee != nil && callee.isOurs():
			if excuse, ok := l.excuses.byLine[lineOf(call.at)]; ok {
				// Whether anything was excused shows when the callee is looked into without a way back.
				if trouble := l.insideOf(call.callee, map[string]bool{}); trouble != nil && trouble.kind != waits {
					l.accept(call.at, excuse)
					continue
				}
			}
			step := related{fmt.Sprintf("%s is called here", called.Name.Name), call.at}
			l.visit(callee, called, append([]related{step}, path...))
		default:
			if inside := l.insideOf(call.callee, map[string]bool{}); inside != nil {
				l.report(trouble{inside.kind, describeInside(call, inside), call.at}, declaration, path)
			}
		}
	}
}

func describeInside(call call, inside *trouble) string {
	if inside.at.File == "" {
		return call.text + " " + inside.what
	}
	return fmt.Sprintf("%s goes wrong inside: %s (%s:%d)", call.text, inside.what, shorten(inside.at.File), inside.at.Line)
}

// shorten drops what comes before src/ of Go's or TinyGo's own sources.
func shorten(file string) string {
	if _, after, ok := strings.Cut(file, "/src/"); ok {
		return after
	}
	return file
}

// insideOf returns the first trouble of a function that is not looked into line by line, or of what it calls.
func (l *looker) insideOf(callee *types.Func, on map[string]bool) *trouble {
	name := callee.FullName()
	if blocks[name] {
		return &trouble{kind: waits, what: "waits"}
	}
	if known, ok := l.outside[name]; ok || on[name] || endsProgram(callee) {
		return known
	}
	on[name] = true
	var found *trouble
	if one, declaration := l.program.declarationOf(callee); declaration != nil {
		body := readBody(l.program, one, declaration)
		for _, each := range body.troubles {
			if _, ok := l.excuses.byLine[lineOf(each.at)]; !ok || each.kind == waits {
				found = &each
				break
			}
		}
		for _, call := range body.calls {
			if found != nil {
				break
			}
			if _, ok := l.excuses.byLine[lineOf(call.at)]; ok {
				continue
			}
			found = l.insideOf(call.callee, on)
		}
	}
	l.outside[name] = found
	return found
}

func (l *looker) report(found trouble, in *ast.FuncDecl, path []related) {
	if excuse, ok := l.excuses.byLine[lineOf(found.at)]; ok && found.kind != waits {
		l.accept(found.at, excuse)
		return
	}
	who := "the interrupt handler " + l.handler.declaration.Name.Name
	if in != l.handler.declaration {
		who = fmt.Sprintf("%s, which %s calls", in.Name.Name, who)
	}
	l.result.findings = append(l.result.findings, finding{
		Code: codes[found.kind], Level: "error", At: found.at, Related: path, Hint: hints[found.kind],
		Message: fmt.Sprintf("in %s: %s", who, found.what),
	})
}

func (l *looker) accept(at place, reason string) {
	line := lineOf(at)
	if l.accepted[line] {
		return
	}
	l.accepted[line] = true
	l.result.accepted = append(l.result.accepted, accepted{Reason: reason, At: at})
}

func lineOf(at place) place { return place{File: at.File, Line: at.Line} }

// Functions that wait although no source says so: their bodies are in the runtime.
var blocks = map[string]bool{
	"time.Sleep": true, "runtime.Gosched": true, "internal/task.Pause": true, "runtime.deadlock": true,
	"(*sync.Mutex).Lock": true, "(*sync.RWMutex).Lock": true, "(*sync.RWMutex).RLock": true,
	"(*sync.WaitGroup).Wait": true, "(*sync.Cond).Wait": true,
}

// endsProgram: what a panic does on its way out does not matter any more.
func endsProgram(f *types.Func) bool {
	if f.Pkg() == nil {
		return false
	}
	name := f.Name()
	return f.Pkg().Path() == "runtime" && (name == "runtimePanicAt" || name == "runtimePanic" || name == "_panic" || name == "exit") ||
		f.Pkg().Path() == "os" && name == "Exit"
}

// excuses are the lines that end in //bljh:alloc-ok REASON, in the user's module.
type excuses struct {
	byLine   map[place]string
	findings []finding
}

var excuseForm = regexp.MustCompile(`^//\s*bljh:alloc-ok\b[ \t]*(.*)$`)

func excusesOf(p *program) excuses {
	found := excuses{byLine: map[place]string{}}
	p.eachComment(func(_ *pkg, _ *ast.File, comment *ast.Comment) {
		parts := excuseForm.FindStringSubmatch(comment.Text)
		if parts == nil {
			return
		}
		at := p.at(comment.Pos())
		reason := strings.TrimSpace(parts[1])
		if reason == "" || !strings.HasPrefix(comment.Text, "//bljh:") {
			found.findings = append(found.findings, finding{
				Code: "IS0001", Level: "error", At: at,
				Message: fmt.Sprintf("%q says nothing to bljh", firstLine(comment.Text)),
				Hint:    "write //bljh:alloc-ok and the reason at the end of the line, such as //bljh:alloc-ok only before a reset",
			})
			return
		}
		found.byLine[lineOf(at)] = reason
	})
	return found
}
