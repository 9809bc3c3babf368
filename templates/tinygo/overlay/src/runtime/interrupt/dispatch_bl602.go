//go:build bljh && bl602

package interrupt

// Dispatch calls the handler of one CLIC interrupt and reports whether it knows the number.
// Numbers: NuttX arch/risc-v/include/bl602/irq.h; peripherals begin at 16.
func Dispatch(num int) bool {
	switch num {
	case 16 + 15: // DMA
		callHandlers(16 + 15)
	case 16 + 25: // GPADC_DMA
		callHandlers(16 + 25)
	case 16 + 27: // SPI
		callHandlers(16 + 27)
	case 16 + 29: // UART0
		callHandlers(16 + 29)
	case 16 + 30: // UART1
		callHandlers(16 + 30)
	case 16 + 32: // I2C
		callHandlers(16 + 32)
	case 16 + 34: // PWM
		callHandlers(16 + 34)
	case 16 + 36: // TIMER0
		callHandlers(16 + 36)
	case 16 + 37: // TIMER1
		callHandlers(16 + 37)
	case 16 + 38: // watchdog
		callHandlers(16 + 38)
	case 16 + 44: // GPIO
		callHandlers(16 + 44)
	default:
		return false
	}
	return true
}
