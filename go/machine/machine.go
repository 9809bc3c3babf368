// Package machine drives a board's pins, with the same calls on every board of bljh.
//
// On bare-metal boards (TinyGo) it writes the chip's registers. On Linux it uses the GPIO character device; a pin is
// then a line of one chip: see [Pin]. On other systems the package compiles, and Configure returns ErrNotSupported, so
// that editors and tests work anywhere.
//
//	led := machine.Pin(5)
//	if err := led.Configure(machine.PinConfig{Mode: machine.PinOutput}); err != nil {
//		return err
//	}
//	led.High()
//
// It has been run in emulators and against a missing device only: it is not verified on a board.
package machine

import "errors"

// Pin is a pin's number: on the BL602 that of its GPIO, on Linux the line's offset in the GPIO chip, as gpioinfo
// lists it.
type Pin uint16

// PinMode is what a pin is for.
type PinMode uint8

const (
	PinOutput PinMode = iota
	PinInput
	PinInputPullup
	PinInputPulldown
)

// PinConfig is the argument of Configure.
type PinConfig struct{ Mode PinMode }

// What Configure can fail with; compare with errors.Is. On Linux the error's text also names the device and what to do.
var (
	ErrNoDevice     = errors.New("machine: no GPIO character device")
	ErrNoPin        = errors.New("machine: no such pin")
	ErrPinBusy      = errors.New("machine: pin is in use")
	ErrPermission   = errors.New("machine: no permission for the GPIO device")
	ErrNotSupported = errors.New("machine: not supported here")
)

// Configure sets the pin's mode. It comes before all other methods: they do nothing, and Get is false, for a pin that
// Configure was not called for or failed for.
func (p Pin) Configure(config PinConfig) error { return p.configure(config.Mode) }

// High sets an output to high.
func (p Pin) High() { p.Set(true) }

// Low sets an output to low.
func (p Pin) Low() { p.Set(false) }

// Set sets an output's level.
func (p Pin) Set(high bool) { p.set(high) }

// Get reads the level of an input; of an output, the level it was set to.
func (p Pin) Get() bool { return p.get() }
