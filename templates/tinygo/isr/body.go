package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// body is what was found in one function: what it does itself, and what it calls.
type body struct {
	troubles []trouble
	calls    []call
}

const mayStay = ", and whether it could stay on the stack is not known here"

func readBody(p *program, one *pkg, declaration *ast.FuncDecl) body {
	r := &reader{program: p, pkg: one, harmless: map[ast.Node]bool{}}
	if object, ok := one.info.Defs[declaration.Name].(*types.Func); ok {
		r.results = object.Type().(*types.Signature).Results()
	}
	r.outer = declaration
	r.walk(declaration.Body)
	return r.body
}

type reader struct {
	program *program
	pkg     *pkg
	outer   ast.Node
	results *types.Tuple
	// Nodes that were dealt with together with the node around them.
	harmless map[ast.Node]bool
	body     body
}

func (r *reader) found(kind kind, node ast.Node, what string) {
	r.add(trouble{kind, what, r.program.at(node.Pos())})
}

// add keeps one trouble a place: a call that packs its arguments and is not known to end well is told once.
func (r *reader) add(found trouble) {
	for _, known := range r.body.troubles {
		if known.at == found.at {
			return
		}
	}
	r.body.troubles = append(r.body.troubles, found)
}

func (r *reader) walk(node ast.Node) {
	if node != nil {
		ast.Inspect(node, r.look)
	}
}

// look reports whether to go on below the node.
func (r *reader) look(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.IfStmt:
		return r.branch(n)
	case *ast.FuncLit:
		r.literal(n)
		return false
	case *ast.GoStmt:
		r.found(allocates, n, "a go statement allocates the goroutine's stack")
		for _, argument := range n.Call.Args {
			r.walk(argument)
		}
		return false
	case *ast.DeferStmt:
		r.found(allocates, n, "defer keeps a record that may be allocated; call the function at the end instead")
	case *ast.SendStmt:
		if !r.harmless[n] {
			r.found(waits, n, "a channel send waits until somebody takes the value")
		}
		r.boxing(n.Value, elementOf(r.typeOf(n.Chan)))
	case *ast.SelectStmt:
		r.choice(n)
	case *ast.RangeStmt:
		r.rangeOver(n)
	case *ast.UnaryExpr:
		r.unary(n)
	case *ast.BinaryExpr:
		r.concatenation(n)
	case *ast.CompositeLit:
		r.composite(n)
	case *ast.AssignStmt:
		r.assignment(n)
	case *ast.IncDecStmt:
		r.mapWrite(n.X)
	case *ast.ValueSpec:
		if n.Type != nil {
			for _, value := range n.Values {
				r.boxing(value, r.typeOf(n.Type))
			}
		}
	case *ast.ReturnStmt:
		if r.results != nil && len(n.Results) == r.results.Len() {
			for i, result := range n.Results {
				r.boxing(result, r.results.At(i).Type())
			}
		}
	case *ast.SelectorExpr:
		if s := r.pkg.info.Selections[n]; s != nil && s.Kind() == types.MethodVal && !r.harmless[n] {
			r.found(allocates, n, fmt.Sprintf("the method value %s allocates a closure", types.ExprString(n)))
		}
	case *ast.CallExpr:
		return r.call(n)
	}
	return true
}

// branch leaves out what a constant condition, such as an option of bljh/config, leaves out.
func (r *reader) branch(n *ast.IfStmt) bool {
	value := r.pkg.info.Types[n.Cond].Value
	if value == nil || value.Kind() != constant.Bool {
		return true
	}
	if n.Init != nil {
		r.walk(n.Init)
	}
	if constant.BoolVal(value) {
		r.walk(n.Body)
	} else if n.Else != nil {
		r.walk(n.Else)
	}
	return false
}

func (r *reader) literal(n *ast.FuncLit) {
	if captured := r.captured(n); captured != "" {
		r.found(allocates, n, fmt.Sprintf("a closure that captures %s allocates%s", captured, mayStay))
	}
	outer, results := r.outer, r.results
	r.outer = n
	if signature, ok := r.typeOf(n).(*types.Signature); ok {
		r.results = signature.Results()
	}
	r.walk(n.Body)
	r.outer, r.results = outer, results
}

// captured returns a variable of the function around the literal that the literal uses.
func (r *reader) captured(n *ast.FuncLit) string {
	name := ""
	ast.Inspect(n.Body, func(node ast.Node) bool {
		ident, ok := node.(*ast.Ident)
		if !ok || name != "" {
			return name == ""
		}
		variable, ok := r.pkg.info.Uses[ident].(*types.Var)
		if ok && !variable.IsField() && variable.Parent() != variable.Pkg().Scope() && (variable.Pos() < n.Pos() || variable.Pos() >= n.End()) {
			name = ident.Name
		}
		return true
	})
	return name
}

func (r *reader) choice(n *ast.SelectStmt) {
	waitsThere := true
	for _, clause := range n.Body.List {
		waitsThere = waitsThere && clause.(*ast.CommClause).Comm != nil
	}
	if waitsThere {
		r.found(waits, n, "a select without a default case waits")
	}
	for _, clause := range n.Body.List {
		switch comm := clause.(*ast.CommClause).Comm.(type) {
		case *ast.SendStmt:
			r.harmless[comm] = true
		case *ast.ExprStmt:
			r.harmless[ast.Unparen(comm.X)] = true
		case *ast.AssignStmt:
			r.harmless[ast.Unparen(comm.Rhs[0])] = true
		}
	}
}

func (r *reader) rangeOver(n *ast.RangeStmt) {
	switch types.Unalias(r.typeOf(n.X)).Underlying().(type) {
	case *types.Chan:
		r.found(waits, n, "range over a channel waits for each value")
	case *types.Signature:
		r.found(unseen, n, "range over a function calls what is not known here")
	}
}

func (r *reader) unary(n *ast.UnaryExpr) {
	switch n.Op {
	case token.ARROW:
		if !r.harmless[n] {
			r.found(waits, n, "a channel receive waits until a value is there")
		}
	case token.AND:
		switch operand := ast.Unparen(n.X).(type) {
		case *ast.CompositeLit:
			r.found(allocates, n, fmt.Sprintf("&%s{...} allocates%s", types.ExprString(operand.Type), mayStay))
			r.harmless[operand] = true
		case *ast.Ident:
			if variable, ok := r.pkg.info.Uses[operand].(*types.Var); ok && variable.Pkg() != nil && variable.Parent() != variable.Pkg().Scope() {
				r.found(allocates, n, fmt.Sprintf("&%s may move the variable to the heap%s", operand.Name, mayStay))
			}
		}
	}
}

func (r *reader) concatenation(n *ast.BinaryExpr) {
	if n.Op != token.ADD || r.pkg.info.Types[n].Value != nil || !isString(r.typeOf(n)) {
		return
	}
	if !r.harmless[n] {
		r.add(trouble{allocates, "joining strings with + allocates", r.program.at(n.OpPos)})
	}
	// a + b + c is told once.
	for _, operand := range []ast.Expr{n.X, n.Y} {
		r.harmless[ast.Unparen(operand)] = true
	}
}

func (r *reader) composite(n *ast.CompositeLit) {
	literal := r.typeOf(n)
	switch under := types.Unalias(literal).Underlying().(type) {
	case *types.Slice:
		if len(n.Elts) > 0 {
			r.found(allocates, n, fmt.Sprintf("the slice %s{...} allocates%s", typeText(n, literal, r), mayStay))
		}
		r.elements(n, under.Elem())
	case *types.Map:
		r.found(allocates, n, fmt.Sprintf("the map %s{...} allocates", typeText(n, literal, r)))
		r.elements(n, under.Elem())
	case *types.Array:
		r.elements(n, under.Elem())
	case *types.Struct:
		for i, element := range n.Elts {
			if pair, ok := element.(*ast.KeyValueExpr); ok {
				if field, ok := r.pkg.info.Uses[identOf(pair.Key)].(*types.Var); ok {
					r.boxing(pair.Value, field.Type())
				}
			} else if i < under.NumFields() {
				r.boxing(element, under.Field(i).Type())
			}
		}
	}
}

func (r *reader) elements(n *ast.CompositeLit, of types.Type) {
	for _, element := range n.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			element = pair.Value
		}
		r.boxing(element, of)
	}
}

func (r *reader) assignment(n *ast.AssignStmt) {
	if n.Tok == token.ADD_ASSIGN && isString(r.typeOf(n.Lhs[0])) {
		r.found(allocates, n, "joining strings with += allocates")
	}
	for i, target := range n.Lhs {
		r.mapWrite(target)
		if n.Tok == token.ASSIGN && len(n.Lhs) == len(n.Rhs) {
			r.boxing(n.Rhs[i], r.typeOf(target))
		}
	}
}

func (r *reader) mapWrite(target ast.Expr) {
	index, ok := ast.Unparen(target).(*ast.IndexExpr)
	if !ok {
		return
	}
	if _, ok := types.Unalias(r.typeOf(index.X)).Underlying().(*types.Map); ok {
		r.found(allocates, index, fmt.Sprintf("writing to the map %s may allocate a new entry", types.ExprString(index.X)))
	}
}

func identOf(e ast.Expr) *ast.Ident {
	ident, _ := e.(*ast.Ident)
	return ident
}

func typeText(n *ast.CompositeLit, literal types.Type, r *reader) string {
	if n.Type != nil {
		return types.ExprString(n.Type)
	}
	return types.TypeString(literal, types.RelativeTo(r.pkg.types))
}

// typeOf never returns nil, so that a hole in the types (another module's cgo, say) is passed over.
func (r *reader) typeOf(e ast.Expr) types.Type {
	if found := r.pkg.info.TypeOf(e); found != nil {
		return found
	}
	return types.Typ[types.Invalid]
}

func elementOf(t types.Type) types.Type {
	if channel, ok := types.Unalias(t).Underlying().(*types.Chan); ok {
		return channel.Elem()
	}
	return types.Typ[types.Invalid]
}

func isString(t types.Type) bool {
	basic, ok := types.Unalias(t).Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsString != 0
}
