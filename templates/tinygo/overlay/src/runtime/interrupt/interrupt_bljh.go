//go:build bljh

package interrupt

// Enable unmasks the interrupt at the interrupt controller.
func (irq Interrupt) Enable() { enableIRQ(opaque(irq.num)) }

// Implemented by package machine, which this package cannot import.
func enableIRQ(num int)

// opaque returns n. It is an assembly function, as TinyGo's compile-time evaluation of package initialisers must not look
// through it: there an Interrupt's number is still a pointer to a handle, and arithmetic on that crashes TinyGo 0.41
// ("cannot convert pointer value to byte", "expected a ptrtoint"). Inline assembly is not enough.
//
//export bljh_opaque
func opaque(n int) int

// callHandlers is a compiler intrinsic: with a constant number it becomes a direct call of the function that was given
// to New for it, or nothing at all.
func callHandlers(num int)
