//go:build bljh && virt32

package machine

// QEMU's NS16550A (hw/char/serial.c): receive/transmit at 0, interrupt enable at 1, line status at 5.
const (
	uartData       = 0
	uartInterrupts = 1
	uartStatus     = 5

	uartInterruptOnReceive = 1 << 0
	uartReceived           = 1 << 0
	uartTransmitEmpty      = 1 << 5 // room for a byte (THRE)
	uartTransmitIdle       = 1 << 6 // every byte has left (TEMT)
)

var (
	UART0       = &UART{base: uartBase}
	DefaultUART = UART0
)

// Configure has no baud rate to set: QEMU sends at once. The receive interrupt is on, but the PLIC masks it until a
// program asks for it.
func (u *UART) Configure(UARTConfig) error {
	register8(u.base + uartInterrupts).Set(uartInterruptOnReceive)
	return nil
}

// flush waits until what was written has left: QEMU keeps a byte back while whoever reads is not ready.
func (u *UART) flush() {
	for register8(u.base+uartStatus).Get()&uartTransmitIdle == 0 {
	}
}

func (u *UART) WriteByte(c byte) error {
	for register8(u.base+uartStatus).Get()&uartTransmitEmpty == 0 {
	}
	register8(u.base + uartData).Set(c)
	return nil
}

func (u *UART) Buffered() int { return int(register8(u.base+uartStatus).Get() & uartReceived) }

func (u *UART) receive() byte { return register8(u.base + uartData).Get() }
