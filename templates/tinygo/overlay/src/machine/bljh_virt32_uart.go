//go:build bljh && virt32

package machine

// QEMU's NS16550A (hw/char/serial.c): receive/transmit at 0, interrupt enable at 1, line status at 5.
const (
	uartData       = 0
	uartInterrupts = 1
	uartStatus     = 5

	uartInterruptOnReceive = 1 << 0
	uartReceived           = 1 << 0
	uartTransmitEmpty      = 1 << 5
)

// Configure has no baud rate to set: QEMU sends at once. The receive interrupt is on, but the PLIC masks it until a
// program asks for it.
func (u *UART) Configure(UARTConfig) error {
	register8(u.base + uartInterrupts).Set(uartInterruptOnReceive)
	return nil
}

func (u *UART) WriteByte(c byte) error {
	for register8(u.base+uartStatus).Get()&uartTransmitEmpty == 0 {
	}
	register8(u.base + uartData).Set(c)
	return nil
}

func (u *UART) Buffered() int { return int(register8(u.base+uartStatus).Get() & uartReceived) }

func (u *UART) receive() byte { return register8(u.base + uartData).Get() }
