package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// Anything that was probably meant to be a mark, and the one form that is one.
var (
	likeMark = regexp.MustCompile(`^(//|/\*)\s*go:isr\b`)
	markForm = regexp.MustCompile(`^//go:isr[ \t]+([A-Za-z_]\w*)[ \t]+(\w+)[ \t]*$`)
	number   = regexp.MustCompile(`^[0-9]`)
)

const formHint = "write //go:isr NAME IRQ on a line of its own right above the function, such as //go:isr CONSOLE UART0"

type marks struct {
	handlers  []handler
	functions []function
	findings  []finding
}

type function struct {
	pkg         *pkg
	declaration *ast.FuncDecl
}

// findMarks reads the marks of all files that are compiled, and checks each of them as far as that goes without types.
// `marked`: the files in which bljh saw one, so that none is passed over in silence.
func findMarks(p *program, board board, marked []string) marks {
	found := marks{}
	taken := map[int]handler{}
	p.eachComment(func(one *pkg, file *ast.File, comment *ast.Comment) {
		if likeMark.MatchString(comment.Text) {
			found.take(p, one, file, comment, board, taken)
		}
	})
	found.findings = append(found.findings, passedOver(p, marked)...)
	return found
}

func (m *marks) take(p *program, one *pkg, file *ast.File, comment *ast.Comment, board board, taken map[int]handler) {
	at := p.at(comment.Pos())
	report := func(code, message, hint string) {
		m.findings = append(m.findings, finding{Code: code, Level: "error", Message: message, Hint: hint, At: at})
	}
	parts := markForm.FindStringSubmatch(comment.Text)
	if parts == nil {
		report("IS0001", fmt.Sprintf("%q is no mark of an interrupt handler", firstLine(comment.Text)), formHint)
	}
	declaration, what := subjectOf(p, file, comment)
	if declaration == nil && parts == nil {
		return
	}
	if declaration == nil {
		report("IS0002", "a //go:isr mark belongs to a function, and this one "+what, formHint)
		return
	}
	if wrong := wrongSignature(declaration); wrong != "" {
		hint := fmt.Sprintf("declare func %s() { ... } and keep what it needs in package variables", declaration.Name.Name)
		report("IS0002", fmt.Sprintf("%s cannot be an interrupt handler: %s", declaration.Name.Name, wrong), hint)
		return
	}
	if parts == nil {
		return
	}
	irq, problem := board.numberOf(parts[2])
	if problem != "" {
		m.findings = append(m.findings, finding{Code: "IS0003", Level: "error", Message: problem, At: at, Word: parts[2]})
	}
	if !m.knows(declaration) {
		m.functions = append(m.functions, function{one, declaration})
	}
	if problem != "" {
		return
	}
	if named, ok := board.interrupts[parts[1]]; ok && named != irq {
		message := fmt.Sprintf("%s is interrupt %d on this board, and the mark asks for %d", parts[1], named, irq)
		hint := fmt.Sprintf("write //go:isr %s %s, or give the handler another name", parts[1], parts[1])
		m.findings = append(m.findings, finding{Code: "IS0005", Level: "warning", Message: message, Hint: hint, At: at})
	}
	added := handler{
		Package: one.ImportPath, Name: one.Name, Dir: p.show(one.Dir),
		Function: declaration.Name.Name, Label: parts[1], Number: irq, At: at,
	}
	if other, ok := taken[irq]; ok {
		m.findings = append(m.findings, finding{
			Code: "IS0004", Level: "error", At: at,
			Message: fmt.Sprintf("interrupt %d has two handlers: %s and %s", irq, other.Function, added.Function),
			Hint:    "keep one mark and call the other function from the handler",
			Related: []related{{"the first one", other.At}},
		})
		return
	}
	taken[irq] = added
	m.handlers = append(m.handlers, added)
}

func (m *marks) knows(declaration *ast.FuncDecl) bool {
	for _, known := range m.functions {
		if known.declaration == declaration {
			return true
		}
	}
	return false
}

// subjectOf returns the function whose doc comment the mark is in, or what the mark is in instead.
func subjectOf(p *program, file *ast.File, comment *ast.Comment) (*ast.FuncDecl, string) {
	for _, declaration := range file.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			if has(declaration.Doc, comment) {
				return declaration, ""
			}
			if declaration.Pos() < comment.Pos() && comment.Pos() < declaration.End() {
				return nil, "is inside of " + declaration.Name.Name
			}
		case *ast.GenDecl:
			start := declaration.Pos()
			if declaration.Doc != nil {
				start = declaration.Doc.Pos()
			}
			if start <= comment.Pos() && comment.Pos() < declaration.End() {
				return nil, "stands at " + article(declaration.Tok) + " declaration"
			}
		}
	}
	if next := nextFunction(file, comment); next != nil {
		return nil, fmt.Sprintf("stands alone: between it and %s there is an empty line", next.Name.Name)
	}
	return nil, "stands alone"
}

// nextFunction is the declaration right after the comment, if that is a function.
func nextFunction(file *ast.File, comment *ast.Comment) *ast.FuncDecl {
	for _, declaration := range file.Decls {
		if declaration.Pos() > comment.End() {
			function, _ := declaration.(*ast.FuncDecl)
			return function
		}
	}
	return nil
}

func article(t token.Token) string {
	if t == token.IMPORT {
		return "an import"
	}
	return "a " + t.String()
}

func has(group *ast.CommentGroup, comment *ast.Comment) bool {
	if group == nil {
		return false
	}
	for _, each := range group.List {
		if each == comment {
			return true
		}
	}
	return false
}

func wrongSignature(f *ast.FuncDecl) string {
	var wrong []string
	if f.Recv != nil {
		wrong = append(wrong, "it is a method")
	}
	if f.Type.TypeParams.NumFields() > 0 {
		wrong = append(wrong, "it has type parameters")
	}
	if f.Type.Params.NumFields() > 0 {
		wrong = append(wrong, "it has parameters")
	}
	if f.Type.Results.NumFields() > 0 {
		wrong = append(wrong, "it has results")
	}
	if f.Body == nil {
		wrong = append(wrong, "it has no body")
	}
	if len(wrong) == 0 && (f.Name.Name == "main" || f.Name.Name == "init" || f.Name.Name == "_") {
		wrong = append(wrong, "Go gives the name a meaning of its own")
	}
	return strings.Join(wrong, ", ")
}

func (b board) numberOf(word string) (int, string) {
	if named, ok := b.interrupts[word]; ok {
		return named, ""
	}
	if !number.MatchString(word) {
		return 0, fmt.Sprintf("this board has no interrupt %s", word)
	}
	value, err := strconv.ParseUint(word, 0, 31)
	if err != nil {
		return 0, fmt.Sprintf("%s is no number", word)
	}
	if int(value) < b.first || int(value) > b.last {
		return 0, fmt.Sprintf("interrupt %s is out of range: this board has numbers %d to %d", word, b.first, b.last)
	}
	return int(value), ""
}

// boundByHand finds interrupt.New for an interrupt that has a marked handler: TinyGo would call both.
func boundByHand(p *program, handlers []handler) []finding {
	var findings []finding
	for _, one := range p.sorted {
		if !one.isOurs() {
			continue
		}
		for _, file := range one.files {
			ast.Inspect(file, func(node ast.Node) bool {
				call, ok := node.(*ast.CallExpr)
				if !ok || len(call.Args) != 2 {
					return true
				}
				selector, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				callee, ok := one.info.Uses[selector.Sel].(*types.Func)
				if !ok || callee.FullName() != "runtime/interrupt.New" {
					return true
				}
				value, _ := constant.Int64Val(constant.ToInt(valueOf(one, call.Args[0])))
				for _, marked := range handlers {
					if int64(marked.Number) == value {
						findings = append(findings, finding{
							Code: "IS0004", Level: "error", At: p.at(call.Pos()),
							Message: fmt.Sprintf("interrupt %d has two handlers: %s and the one that is bound here", value, marked.Function),
							Hint:    "keep one of them",
							Related: []related{{marked.Function + " is marked here", marked.At}},
						})
					}
				}
				return true
			})
		}
	}
	return findings
}

func valueOf(one *pkg, e ast.Expr) constant.Value {
	if value := one.info.Types[e].Value; value != nil {
		return value
	}
	return constant.MakeInt64(-1)
}

// passedOver names the files with a mark that are no part of the program. Those that a build constraint leaves out are
// meant to be.
func passedOver(p *program, marked []string) []finding {
	known := map[string]bool{}
	foreign := map[string]bool{}
	for _, one := range p.sorted {
		for _, names := range [][]string{one.GoFiles, one.CgoFiles, one.IgnoredGoFiles} {
			for _, name := range names {
				file := p.show(one.pathOf(name))
				known[file] = one.isOurs()
				foreign[file] = !one.isOurs()
			}
		}
	}
	sort.Strings(marked)
	var findings []finding
	for _, file := range marked {
		file = filepath.Clean(file)
		at := firstMark(p, file)
		switch {
		case foreign[file]:
			findings = append(findings, finding{
				Code: "IS0002", Level: "error", At: at,
				Message: "a //go:isr mark in another module than the project's has no effect",
				Hint:    "mark a function of the project, and call this one from it",
			})
		case !known[file] && !hasPackageIn(p, file):
			findings = append(findings, finding{
				Code: "IS0011", Level: "warning", At: at,
				Message: "a //go:isr mark in a package that the program does not import has no effect",
				Hint:    "import the package, with _ if nothing of it is named",
			})
		}
	}
	return findings
}

func firstMark(p *program, file string) place {
	text, _ := os.ReadFile(filepath.Join(p.root, file))
	for i, line := range strings.Split(string(text), "\n") {
		if found := likeMark.FindStringIndex(strings.TrimLeft(line, " \t")); found != nil {
			return place{File: file, Line: i + 1, Col: len(line) - len(strings.TrimLeft(line, " \t")) + 1}
		}
	}
	return place{File: file, Line: 1, Col: 1}
}

// hasPackageIn: the folder is that of a package of the program, so the file was left out on purpose.
func hasPackageIn(p *program, file string) bool {
	for _, one := range p.sorted {
		if p.show(one.Dir) == filepath.Dir(file) {
			return true
		}
	}
	return false
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
