//go:build bljh && virt32

package interrupt

// Dispatch calls the handler of one PLIC source and reports whether it knows the source.
// Numbers: QEMU hw/riscv/virt.c (include/hw/riscv/virt.h), enum of IRQs.
func Dispatch(num int) bool {
	switch num {
	case 10: // UART0
		callHandlers(10)
	case 11: // RTC
		callHandlers(11)
	default:
		return false
	}
	return true
}
