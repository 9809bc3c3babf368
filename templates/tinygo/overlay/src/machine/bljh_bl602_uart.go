//go:build bljh && bl602

package machine

// UART registers. NuttX hardware/bl602_uart.h and bl602_lowputc.c.
const (
	uartTransmitConfig = 0x00 // enable 0, free run 2, data bits - 1 at 8-10, stop bits at 12-13 (1: one)
	uartReceiveConfig  = 0x04 // enable 0, data bits - 1 at 8-10
	uartBitPeriod      = 0x08 // clocks a bit, less one: transmit 0-15, receive 16-31
	uartFIFO           = 0x84 // free to transmit 0-5, received 8-13
	uartTransmit       = 0x88
	uartReceive        = 0x8c

	uartEnable   = 1 << 0
	uartFreeRun  = 1 << 2
	uartEightBit = 7 << 8
	uartOneStop  = 1 << 12
	uartCount    = 0x3f

	uartClockHz     = 40_000_000 // the PLL's 160 MHz / (3 + 1), as NuttX has it
	defaultBaudRate = 115200
)

// Pins of the boot ROM's UART (BL602 ISP manual), so that one cable does for flashing and for the console.
const (
	consoleTX = Pin(16)
	consoleRX = Pin(7)
)

// Which UART function each signal has: 4 bits a signal, and pin p is wired to signal p mod 8. NuttX hardware/bl602_glb.h,
// BL602_UART_SIG_SEL_0. The vendor's SDK writes all ones, "none", before it hands any out (System_Post_Init); done here too,
// so that no other signal keeps one of the two functions.
const (
	glbUARTSignals = glbBase + 0xc0
	signalUART0TX  = 2
	signalUART0RX  = 3
	signalsNone    = 0xffff_ffff
)

// Configure sets up UART0 on its usual pins; only the baud rate of the configuration counts.
func (u *UART) Configure(config UARTConfig) error {
	baud := config.BaudRate
	if baud == 0 {
		baud = defaultBaudRate
	}
	consoleRX.setup(functionUART|pinInputEnable|pinPullup, false)
	consoleTX.setup(functionUART|pinInputEnable|pinPullup, false)
	register(glbUARTSignals).Set(signalsNone)
	register(glbUARTSignals).ReplaceBits(signalUART0RX, 0xf, 4*uint8(consoleRX%8))
	register(glbUARTSignals).ReplaceBits(signalUART0TX, 0xf, 4*uint8(consoleTX%8))

	const divider, dividerField, enable = 3, 7, 1 << 4
	register(glbClockConfig2).ReplaceBits(divider|enable, dividerField|enable, 0)
	period := (uartClockHz+baud/2)/baud - 1
	register(u.base + uartBitPeriod).Set(period<<16 | period)
	register(u.base + uartTransmitConfig).Set(uartEightBit | uartOneStop | uartFreeRun | uartEnable)
	register(u.base + uartReceiveConfig).Set(uartEightBit | uartEnable)
	return nil
}

func (u *UART) WriteByte(c byte) error {
	for register(u.base+uartFIFO).Get()&uartCount == 0 {
	}
	register(u.base + uartTransmit).Set(uint32(c))
	return nil
}

func (u *UART) Buffered() int { return int(register(u.base+uartFIFO).Get() >> 8 & uartCount) }

func (u *UART) receive() byte { return byte(register(u.base + uartReceive).Get()) }
