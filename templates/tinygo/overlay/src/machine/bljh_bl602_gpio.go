//go:build bljh && bl602

package machine

import "runtime/interrupt"

// NumPins counts GPIO0 to GPIO22. Which of them have a pad depends on the package, and on a module which have a pin
// (vendor SDK, bflb_gpio.h).
const NumPins = 23

// Pin registers. NuttX hardware/bl602_glb.h and bl602_gpio.c; bl602-docs glb/gpio.md.
const (
	glbPinConfig       = glbBase + 0x100 // 16 bits a pin, two pins a register
	glbPinInput        = glbBase + 0x180 // one bit a pin
	glbPinOutput       = glbBase + 0x188
	glbPinOutputEnable = glbBase + 0x190

	pinInputEnable = 1 << 0
	pinSchmitt     = 1 << 1
	pinDrive       = 1 << 2 // strength 1 of 0-3
	pinPullup      = 1 << 4
	pinPulldown    = 1 << 5
	pinFunction    = 1 << 8 // times the function's number
)

// Functions of a pin: bl602-docs glb/gpio.md.
const (
	functionUART = 7 * pinFunction
	functionGPIO = 11 * pinFunction
)

func (p Pin) Configure(config PinConfig) {
	switch config.Mode {
	case PinInput:
		p.setup(functionGPIO|pinInputEnable, false)
	case PinInputPullup:
		p.setup(functionGPIO|pinInputEnable|pinPullup, false)
	case PinInputPulldown:
		p.setup(functionGPIO|pinInputEnable|pinPulldown, false)
	case PinOutput:
		p.setup(functionGPIO, true)
	}
}

func (p Pin) setup(config uint32, output bool) {
	mask := interrupt.Disable() // two pins share the register
	shift := 16 * uint8(p%2)
	register(glbPinConfig+uintptr(p/2)*4).ReplaceBits(config|pinSchmitt|pinDrive, 0xffff, shift)
	interrupt.Restore(mask)
	p.change(glbPinOutputEnable, output)
}

func (p Pin) Set(high bool) { p.change(glbPinOutput, high) }

// Get reads the pad of an input, and what was set for an output: its input buffer is off.
func (p Pin) Get() bool {
	if register(glbPinOutputEnable).HasBits(1 << p) {
		return register(glbPinOutput).HasBits(1 << p)
	}
	return register(glbPinInput).HasBits(1 << p)
}

// change sets the pin's bit. All pins share the register, and a handler may change another one.
func (p Pin) change(address uintptr, on bool) {
	mask := interrupt.Disable()
	if on {
		register(address).SetBits(1 << p)
	} else {
		register(address).ClearBits(1 << p)
	}
	interrupt.Restore(mask)
}
