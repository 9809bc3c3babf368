//go:build bljh

// What all of bljh's bare-metal boards share. Each board adds: the constants deviceName and NumPins, the variables UART0 and
// DefaultUART; the pin, UART and interrupt controller functions; Init, NanosecondsPerTick and Exit.

package machine

import (
	"runtime/volatile"
	"unsafe"
)

const (
	PinInput PinMode = iota
	PinInputPullup
	PinInputPulldown
	PinOutput
)

// UART is polled; a program that wants its receive interrupt handles that itself.
type UART struct{ base uintptr }

func (u *UART) Write(data []byte) (int, error) {
	for _, c := range data {
		u.WriteByte(c)
	}
	return len(data), nil
}

func (u *UART) ReadByte() (byte, error) {
	if u.Buffered() == 0 {
		return 0, errNoByte
	}
	return u.receive(), nil
}

func register(address uintptr) *volatile.Register32 {
	return (*volatile.Register32)(unsafe.Pointer(address))
}

func register8(address uintptr) *volatile.Register8 {
	return (*volatile.Register8)(unsafe.Pointer(address))
}

// halt stops for good, with interrupts off and the code in a0 for a debugger.
//
//export bljh_halt
func halt(code int)
