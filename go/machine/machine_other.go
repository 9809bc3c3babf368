//go:build !tinygo && !linux

package machine

func (p Pin) configure(PinMode) error { return ErrNotSupported }

func (p Pin) set(bool) {}

func (p Pin) get() bool { return false }
