//go:build tinygo

package machine

import hw "machine"

var hardwareModes = [...]hw.PinMode{
	PinOutput:        hw.PinOutput,
	PinInput:         hw.PinInput,
	PinInputPullup:   hw.PinInputPullup,
	PinInputPulldown: hw.PinInputPulldown,
}

// A bit for each pin that Configure has accepted.
var configured uint32

func (p Pin) configure(mode PinMode) error {
	if p >= hw.NumPins {
		return ErrNoPin
	}
	if int(mode) >= len(hardwareModes) {
		return ErrNotSupported
	}
	hw.Pin(p).Configure(hw.PinConfig{Mode: hardwareModes[mode]})
	configured |= 1 << p
	return nil
}

func (p Pin) ready() bool { return p < hw.NumPins && configured&(1<<p) != 0 }

func (p Pin) set(high bool) {
	if p.ready() {
		hw.Pin(p).Set(high)
	}
}

func (p Pin) get() bool { return p.ready() && hw.Pin(p).Get() }
