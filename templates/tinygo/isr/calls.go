package main

import (
	"fmt"
	"go/ast"
	"go/types"
)

// call deals with conversions, built-in functions and calls; it reports whether to go on below.
func (r *reader) call(n *ast.CallExpr) bool {
	target := ast.Unparen(n.Fun)
	if r.pkg.info.Types[target].IsType() {
		r.conversion(n, r.typeOf(target))
		return true
	}
	if builtin, ok := r.objectOf(target).(*types.Builtin); ok {
		return r.builtin(n, builtin.Name())
	}
	signature, ok := types.Unalias(r.typeOf(target)).Underlying().(*types.Signature)
	if !ok {
		return true // C, or a hole in the types
	}
	r.arguments(n, signature)
	if selector, ok := target.(*ast.SelectorExpr); ok {
		r.harmless[selector] = true
	}
	if _, ok := target.(*ast.FuncLit); ok {
		return true // its body is read with the rest
	}
	callee, ok := r.objectOf(target).(*types.Func)
	switch {
	case !ok:
		r.found(unseen, n, fmt.Sprintf("%s calls a function value, and what runs there is not known here", types.ExprString(target)))
	case isDynamic(callee):
		r.found(unseen, n, fmt.Sprintf("%s is a method of an interface, and what runs there is not known here", types.ExprString(target)))
	default:
		r.body.calls = append(r.body.calls, call{callee.Origin(), types.ExprString(target), r.program.at(n.Pos())})
	}
	return true
}

func isDynamic(f *types.Func) bool {
	receiver := f.Type().(*types.Signature).Recv()
	return receiver != nil && (types.IsInterface(receiver.Type()) || isTypeParameter(receiver.Type()))
}

func isTypeParameter(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// objectOf names what a call calls: a function, a method, a variable or a built-in.
func (r *reader) objectOf(target ast.Expr) types.Object {
	switch target := target.(type) {
	case *ast.Ident:
		return r.pkg.info.Uses[target]
	case *ast.SelectorExpr:
		return r.pkg.info.Uses[target.Sel]
	case *ast.IndexExpr:
		return r.objectOf(ast.Unparen(target.X))
	case *ast.IndexListExpr:
		return r.objectOf(ast.Unparen(target.X))
	}
	return nil
}

func (r *reader) builtin(n *ast.CallExpr, name string) bool {
	switch name {
	case "make", "new":
		r.found(allocates, n, types.ExprString(n)+" allocates"+mayStay)
	case "append":
		r.found(allocates, n, "append allocates when the slice is full")
	case "panic":
		// The program ends here. A constant, or what is there already, costs nothing; only what is computed is looked into.
		for _, argument := range n.Args {
			r.walk(argument)
		}
		return false
	}
	return true
}

func (r *reader) conversion(n *ast.CallExpr, to types.Type) {
	if len(n.Args) != 1 {
		return
	}
	from := r.typeOf(n.Args[0])
	if r.pkg.info.Types[n].Value != nil {
		return
	}
	switch {
	case isString(to) && !isString(from) && !isTypeParameter(from):
		r.found(allocates, n, types.ExprString(n)+" allocates the bytes of the string")
	case isString(from) && isSlice(to):
		r.found(allocates, n, types.ExprString(n)+" allocates a copy of the string")
	default:
		r.boxing(n.Args[0], to)
	}
}

func isSlice(t types.Type) bool {
	_, ok := types.Unalias(t).Underlying().(*types.Slice)
	return ok
}

func (r *reader) arguments(n *ast.CallExpr, signature *types.Signature) {
	parameters := signature.Params()
	last := parameters.Len() - 1
	packs := signature.Variadic() && !n.Ellipsis.IsValid()
	if packs && len(n.Args) > last {
		r.found(allocates, n, fmt.Sprintf("%s packs its arguments into a slice, which allocates%s", types.ExprString(n.Fun), mayStay))
	}
	for i, argument := range n.Args {
		switch {
		case packs && i >= last:
			if slice, ok := parameters.At(last).Type().(*types.Slice); ok {
				r.boxing(argument, slice.Elem())
			}
		case i <= last:
			r.boxing(argument, parameters.At(i).Type())
		}
	}
}

// boxing: TinyGo keeps a value of up to a pointer's size in the interface itself, and constants in flash. Anything else
// that becomes an interface is allocated.
func (r *reader) boxing(value ast.Expr, to types.Type) {
	from := r.pkg.info.Types[value]
	if from.Type == nil || from.Value != nil || from.IsNil() || isTypeParameter(to) || !types.IsInterface(to) {
		return
	}
	if !isTypeParameter(from.Type) && types.IsInterface(from.Type) {
		return
	}
	if _, ok := from.Type.(*types.Tuple); ok || from.Type == types.Typ[types.Invalid] {
		return
	}
	if !isTypeParameter(from.Type) && sizes.Sizeof(from.Type) <= sizes.WordSize {
		return
	}
	r.found(allocates, value, fmt.Sprintf("%s becomes an interface (%s), which allocates a copy%s",
		types.ExprString(value), types.TypeString(to, types.RelativeTo(r.pkg.types)), mayStay))
}

// As TinyGo has it on a 32-bit RISC-V: int and pointers of 4 bytes, 8 for int64 and float64.
var sizes = &types.StdSizes{WordSize: 4, MaxAlign: 8}
