//go:build bljh && virt32

package machine

import (
	"runtime/interrupt"
	"runtime/volatile"
)

const NumPins = 32

// virt32 has no pins: this word of RAM stands in for them, and Get reads back what was set.
var pinLevels volatile.Register32

func (p Pin) Configure(PinConfig) {}

func (p Pin) Set(high bool) {
	mask := interrupt.Disable() // a handler may set another pin
	if high {
		pinLevels.SetBits(1 << p)
	} else {
		pinLevels.ClearBits(1 << p)
	}
	interrupt.Restore(mask)
}

func (p Pin) Get() bool { return pinLevels.HasBits(1 << p) }
