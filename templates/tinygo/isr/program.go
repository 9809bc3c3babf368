package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// listed is what `go list -json` says of a package, as far as it is needed here.
type listed struct {
	Dir            string
	ImportPath     string
	Name           string
	GoFiles        []string
	CgoFiles       []string
	IgnoredGoFiles []string
	EmbedFiles     []string
	ImportMap      map[string]string
	Module         *struct {
		Path      string
		Main      bool
		GoVersion string
	}
}

type pkg struct {
	listed
	files []*ast.File
	types *types.Package
	info  *types.Info
	// The functions by their full names: a package may be checked twice, and then its objects differ.
	functions map[string]*ast.FuncDecl
	broken    bool
}

type program struct {
	root   string
	fset   *token.FileSet
	sorted []*pkg // dependencies first
	byPath map[string]*pkg
}

// load returns nil without an error when `go list` fails: the compiler fails then, too, and says why.
func load(root string, list []string) (*program, error) {
	if len(list) == 0 {
		return nil, errors.New("no command to list the packages with")
	}
	command := exec.Command(list[0], list[1:]...)
	command.Stderr = io.Discard
	output, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	p := &program{root: real, fset: token.NewFileSet(), byPath: map[string]*pkg{}}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		one := &pkg{}
		if err := decoder.Decode(&one.listed); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("the list of packages cannot be read: %w", err)
		}
		p.sorted = append(p.sorted, one)
		p.byPath[one.ImportPath] = one
	}
	return p, p.parse()
}

// parse reads all files, several packages at a time. A file with a mistake is kept as far as it goes.
func (p *program) parse() error {
	var wait sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, one := range p.sorted {
		wait.Add(1)
		go func() {
			defer wait.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			for _, name := range append(append([]string{}, one.GoFiles...), one.CgoFiles...) {
				mode := parser.SkipObjectResolution
				if one.isOurs() {
					mode |= parser.ParseComments
				}
				file, err := parser.ParseFile(p.fset, one.pathOf(name), nil, mode)
				one.broken = one.broken || err != nil
				if file != nil {
					one.files = append(one.files, file)
				}
			}
		}()
	}
	wait.Wait()
	for _, one := range p.sorted {
		if one.broken && len(one.files) == 0 {
			if _, err := os.Stat(one.Dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// check finds out all types. Bodies count in the user's packages only; others are checked when a handler gets there.
// It is false when the user's packages have mistakes.
func (p *program) check() bool {
	sound := true
	for _, one := range p.sorted {
		p.checkPackage(one, one.isOurs())
		if one.isOurs() && one.broken {
			sound = false
		}
	}
	return sound
}

func (p *program) checkPackage(one *pkg, bodies bool) {
	if one.ImportPath == "unsafe" {
		one.types = types.Unsafe
		return
	}
	info := &types.Info{}
	if bodies {
		info.Types = map[ast.Expr]types.TypeAndValue{}
		info.Defs = map[*ast.Ident]types.Object{}
		info.Uses = map[*ast.Ident]types.Object{}
		info.Selections = map[*ast.SelectorExpr]*types.Selection{}
	}
	config := types.Config{
		Importer:         importerFor(p, one),
		Error:            func(error) { one.broken = true },
		FakeImportC:      true,
		IgnoreFuncBodies: !bodies,
		Sizes:            sizes,
	}
	if one.Module != nil && one.Module.GoVersion != "" {
		config.GoVersion = "go" + one.Module.GoVersion
	}
	checked, _ := config.Check(one.ImportPath, p.fset, one.files, info)
	if one.types == nil {
		one.types = checked
	}
	if !bodies {
		return
	}
	one.info = info
	one.functions = map[string]*ast.FuncDecl{}
	for _, file := range one.files {
		for _, declaration := range file.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok {
				if object, ok := info.Defs[function.Name].(*types.Func); ok {
					one.functions[object.FullName()] = function
				}
			}
		}
	}
}

// declarationOf returns the function with its package, bodies checked. Nil where there is no source: assembly, or the
// runtime's own under another name.
func (p *program) declarationOf(function *types.Func) (*pkg, *ast.FuncDecl) {
	if function.Pkg() == nil {
		return nil, nil
	}
	one := p.byPath[function.Pkg().Path()]
	if one == nil {
		return nil, nil
	}
	if one.functions == nil {
		p.checkPackage(one, true)
	}
	declaration := one.functions[function.FullName()]
	if declaration == nil || declaration.Body == nil {
		return nil, nil
	}
	return one, declaration
}

// isOurs: part of the user's own module.
func (one *pkg) isOurs() bool { return one.Module != nil && one.Module.Main }

func (one *pkg) pathOf(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(one.Dir, name)
}

type importerFunc func(string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

func importerFor(p *program, one *pkg) types.Importer {
	return importerFunc(func(path string) (*types.Package, error) {
		if mapped, ok := one.ImportMap[path]; ok {
			path = mapped
		}
		if found := p.byPath[path]; found != nil && found.types != nil {
			return found.types, nil
		}
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		return nil, fmt.Errorf("package %s is not in the program", path)
	})
}

// eachComment visits the comments of the user's module, in the order of packages and files.
func (p *program) eachComment(visit func(one *pkg, file *ast.File, comment *ast.Comment)) {
	for _, one := range p.sorted {
		if !one.isOurs() {
			continue
		}
		for _, file := range one.files {
			for _, group := range file.Comments {
				for _, comment := range group.List {
					visit(one, file, comment)
				}
			}
		}
	}
}

// at is a position as bljh shows it: relative to the module where the file is the user's.
func (p *program) at(pos token.Pos) place {
	position := p.fset.PositionFor(pos, false)
	return place{File: p.show(position.Filename), Line: position.Line, Col: position.Column}
}

func (p *program) show(file string) string {
	if relative, err := filepath.Rel(p.root, file); err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		return relative
	}
	return file
}
