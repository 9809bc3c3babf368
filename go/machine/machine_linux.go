//go:build linux && !tinygo

package machine

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"syscall"

	"github.com/warthog618/go-gpiocdev"
)

// chip names the GPIO chip, as in /dev. bljh sets it from the board's options with -X bljh/machine.chip=gpiochip0, which
// works for a variable without an initial value only.
var chip string

func chipName() string {
	if chip == "" {
		return "gpiochip0"
	}
	return chip
}

// The kernel gives a line back to its default when its file is closed, so each line stays open once configured.
var (
	linesLock sync.Mutex
	lines     = map[Pin]*gpiocdev.Line{}
)

func (p Pin) line() *gpiocdev.Line {
	linesLock.Lock()
	defer linesLock.Unlock()
	return lines[p]
}

func (p Pin) configure(mode PinMode) error {
	options, err := lineOptions(mode)
	if err != nil {
		return err
	}
	linesLock.Lock()
	defer linesLock.Unlock()
	if old := lines[p]; old != nil {
		old.Close()
		delete(lines, p)
	}
	line, err := gpiocdev.RequestLine(chipName(), int(p), options...)
	if err != nil {
		return explain(p, mode, err)
	}
	lines[p] = line
	return nil
}

func lineOptions(mode PinMode) ([]gpiocdev.LineReqOption, error) {
	consumer := gpiocdev.WithConsumer("bljh")
	switch mode {
	case PinOutput:
		return []gpiocdev.LineReqOption{consumer, gpiocdev.AsOutput(0)}, nil
	case PinInput:
		return []gpiocdev.LineReqOption{consumer, gpiocdev.AsInput}, nil
	case PinInputPullup:
		return []gpiocdev.LineReqOption{consumer, gpiocdev.AsInput, gpiocdev.WithPullUp}, nil
	case PinInputPulldown:
		return []gpiocdev.LineReqOption{consumer, gpiocdev.AsInput, gpiocdev.WithPullDown}, nil
	}
	return nil, fmt.Errorf("%w: pin mode %d", ErrNotSupported, mode)
}

// explain turns the library's error into one of this package's, with the device's path and what to do.
func explain(p Pin, mode PinMode, err error) error {
	path := "/dev/" + chipName()
	var oldKernel gpiocdev.ErrUapiIncompatibility
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %s is missing; gpiodetect lists the chips that the kernel has", ErrNoDevice, path)
	case errors.Is(err, gpiocdev.ErrNotCharacterDevice):
		return fmt.Errorf("%w: %s is something else; gpiodetect lists the chips that the kernel has", ErrNoDevice, path)
	case errors.Is(err, gpiocdev.ErrInvalidOffset):
		return fmt.Errorf("%w: %s has no line %d; gpioinfo lists its lines", ErrNoPin, path, p)
	case errors.Is(err, syscall.EBUSY):
		return fmt.Errorf("%w: line %d of %s; gpioinfo names who holds it", ErrPinBusy, p, path)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, gpiocdev.ErrPermissionDenied):
		return fmt.Errorf("%w: %s; run as root, or as a member of the group that owns it", ErrPermission, path)
	case errors.As(err, &oldKernel):
		return fmt.Errorf("%w: line %d of %s: the kernel is too old: %w", ErrNotSupported, p, path, err)
	case errors.Is(err, syscall.EINVAL) && (mode == PinInputPullup || mode == PinInputPulldown):
		return fmt.Errorf("%w: line %d of %s has no such pull resistor; use PinInput", ErrNotSupported, p, path)
	}
	return fmt.Errorf("machine: line %d of %s: %w", p, path, err)
}

// set has nobody to tell when the kernel refuses: a line that is held does not fail while its chip is there.
func (p Pin) set(high bool) {
	line := p.line()
	if line == nil {
		return
	}
	level := 0
	if high {
		level = 1
	}
	_ = line.SetValue(level)
}

func (p Pin) get() bool {
	line := p.line()
	if line == nil {
		return false
	}
	level, err := line.Value()
	return err == nil && level != 0
}
