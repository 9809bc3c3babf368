//go:build bljh && bl602

package machine

import "errors"

// UART registers. NuttX hardware/bl602_uart.h and bl602_lowputc.c.
const (
	uartTransmitConfig = 0x00 // enable 0, free run 2, data bits - 1 at 8-10, stop bits at 12-13 (1: one)
	uartReceiveConfig  = 0x04 // enable 0, data bits - 1 at 8-10
	uartBitPeriod      = 0x08 // clocks a bit, less one: transmit 0-15, receive 16-31
	uartMask           = 0x24 // a bit an interrupt, 1: masked, as all are after a reset; receive FIFO ready 3
	uartFIFO           = 0x84 // free to transmit 0-5, received 8-13, more than 24-28 received: "ready"
	uartTransmit       = 0x88
	uartReceive        = 0x8c

	uartEnable   = 1 << 0
	uartFreeRun  = 1 << 2
	uartEightBit = 7 << 8
	uartOneStop  = 1 << 12
	uartCount    = 0x3f
	uartReceived = 1 << 3
)

// UART0 and UART1: one of the two is the console, see DefaultUART.
var (
	UART0 = &UART{base: uart0Base}
	UART1 = &UART{base: uart1Base}
)

// See number.

//go:extern _bljh_uart_source
var uartSource [0]byte

//go:extern _bljh_uart_divider
var uartDivider [0]byte

//go:extern _bljh_uart_clock
var uartClock [0]byte

//go:extern _bljh_console_bit_period
var consoleBitPeriod [0]byte

//go:extern _bljh_console_signals
var consoleSignals [0]byte

//go:extern _bljh_console_tx
var consoleTX [0]byte

//go:extern _bljh_console_rx
var consoleRX [0]byte

// Which UART function each signal has: 4 bits a signal, and pin p is wired to signal p mod 8. NuttX hardware/bl602_glb.h,
// BL602_UART_SIG_SEL_0. Init writes all of them, as the vendor's SDK does (System_Post_Init), so that no other signal keeps a
// function of the console: bljh computes the value.
const (
	glbUARTSignals = glbBase + 0xc0
	signalUART0TX  = 2
	signalUART0RX  = 3
	signalsOfUART1 = 4 // more than those of UART0
)

var errBaudRate = errors.New("machine: a baud rate that the UART's clock cannot be divided to")

// Configure sets up a UART. Of the console's configuration only the baud rate counts: options say where its pins are. Another
// UART needs two pins of its own: none whose signal the console has. What cannot be is an error, and changes nothing. The
// receive interrupt is on, as on virt32, but the CLIC masks it until a program asks for it. The other ones are masked: a
// handler that only reads would not quieten them.
func (u *UART) Configure(config UARTConfig) error {
	period := number(&consoleBitPeriod)
	if config.BaudRate != 0 {
		clocks := clocksOfBit(config.BaudRate)
		if clocks == 0 {
			return errBaudRate
		}
		period = (clocks - 1) * 0x1_0001
	}
	tx, rx := config.TX, config.RX
	if hasConsole && u == DefaultUART {
		tx, rx = Pin(number(&consoleTX)), Pin(number(&consoleRX))
	} else {
		if rx >= NumPins || isOfConsole(rx) {
			return ErrInvalidInputPin
		}
		if tx >= NumPins || isOfConsole(tx) || tx%8 == rx%8 {
			return ErrInvalidOutputPin
		}
		signals := uint32(0)
		if u == UART1 {
			signals = signalsOfUART1
		}
		register(glbUARTSignals).ReplaceBits(signals+signalUART0RX, 0xf, 4*uint8(rx%8))
		register(glbUARTSignals).ReplaceBits(signals+signalUART0TX, 0xf, 4*uint8(tx%8))
	}
	rx.setup(functionUART|pinInputEnable|pinPullup, false)
	tx.setup(functionUART|pinInputEnable|pinPullup, false)

	const dividerField, enable, sourceBit = 7, 1 << 4, 2
	register(hbnClocks).ReplaceBits(number(&uartSource), 1, sourceBit)
	register(glbClockConfig2).ReplaceBits(number(&uartDivider)-1|enable, dividerField|enable, 0)
	register(u.base + uartBitPeriod).Set(period)
	register(u.base + uartTransmitConfig).Set(uartEightBit | uartOneStop | uartFreeRun | uartEnable)
	register(u.base+uartFIFO).ReplaceBits(0, 0x1f, 24) // from the first byte on
	register(u.base + uartMask).Set(^uint32(uartReceived))
	register(u.base + uartReceiveConfig).Set(uartEightBit | uartEnable)
	return nil
}

// clocksOfBit is 0 for a rate that is missed by more than 2.5 %: the field of a bit's clocks has 16 bits.
func clocksOfBit(baud uint32) uint32 {
	clock := number(&uartClock)
	clocks := max((clock+baud/2)/baud, 1)
	actual := clock / clocks
	if clocks > 1<<16 || actual > baud+baud/40 || actual < baud-baud/40 {
		return 0
	}
	return clocks
}

func isOfConsole(pin Pin) bool {
	signal := uint32(pin % 8)
	return hasConsole && (signal == number(&consoleTX)%8 || signal == number(&consoleRX)%8)
}

func (u *UART) WriteByte(c byte) error {
	for register(u.base+uartFIFO).Get()&uartCount == 0 {
	}
	register(u.base + uartTransmit).Set(uint32(c))
	return nil
}

func (u *UART) Buffered() int { return int(register(u.base+uartFIFO).Get() >> 8 & uartCount) }

func (u *UART) receive() byte { return byte(register(u.base + uartReceive).Get()) }
