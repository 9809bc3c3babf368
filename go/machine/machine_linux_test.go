//go:build linux && !tinygo

package machine

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/warthog618/go-gpiocdev"
)

// No chip of this name exists, whatever the machine that runs the tests has.
const missingChip = "gpiochip-of-no-machine"

func useChip(t *testing.T, name string) {
	t.Helper()
	old := chip
	chip = name
	t.Cleanup(func() { chip = old })
}

func TestConfigureWithoutDevice(t *testing.T) {
	useChip(t, missingChip)
	for _, mode := range []PinMode{PinOutput, PinInput, PinInputPullup, PinInputPulldown} {
		err := Pin(5).Configure(PinConfig{Mode: mode})
		if !errors.Is(err, ErrNoDevice) {
			t.Fatalf("mode %d: got %v, want ErrNoDevice", mode, err)
		}
		if !strings.Contains(err.Error(), "/dev/"+missingChip) || !strings.Contains(err.Error(), "gpiodetect") {
			t.Errorf("mode %d: %q names neither the device nor what to do", mode, err)
		}
	}
}

func TestConfigureOfAnotherDevice(t *testing.T) {
	useChip(t, "null")
	if err := Pin(0).Configure(PinConfig{Mode: PinOutput}); !errors.Is(err, ErrNoDevice) {
		t.Errorf("got %v, want ErrNoDevice", err)
	}
}

func TestUnknownMode(t *testing.T) {
	useChip(t, missingChip)
	if err := Pin(0).Configure(PinConfig{Mode: 99}); !errors.Is(err, ErrNotSupported) {
		t.Errorf("got %v, want ErrNotSupported", err)
	}
}

func TestPinWithoutConfigure(t *testing.T) {
	useChip(t, missingChip)
	p := Pin(3)
	p.High()
	if p.Get() {
		t.Error("a pin that was not configured reads high")
	}
}

func TestDefaultChip(t *testing.T) {
	useChip(t, "")
	if got := chipName(); got != "gpiochip0" {
		t.Errorf("got %q, want gpiochip0", got)
	}
}

func TestExplain(t *testing.T) {
	useChip(t, "gpiochip7")
	cases := []struct {
		mode PinMode
		err  error
		want error
		text string
	}{
		{PinOutput, os.ErrNotExist, ErrNoDevice, "/dev/gpiochip7 is missing"},
		{PinOutput, gpiocdev.ErrNotCharacterDevice, ErrNoDevice, "/dev/gpiochip7 is something else"},
		{PinOutput, gpiocdev.ErrInvalidOffset, ErrNoPin, "has no line 9"},
		{PinOutput, syscall.EBUSY, ErrPinBusy, "gpioinfo"},
		{PinOutput, &os.PathError{Op: "open", Path: "/dev/gpiochip7", Err: syscall.EACCES}, ErrPermission, "group"},
		{PinOutput, syscall.EPERM, ErrPermission, "group"},
		{PinInputPullup, gpiocdev.ErrUapiIncompatibility{Feature: "bias", AbiVersion: 1}, ErrNotSupported, "too old"},
		{PinInputPullup, syscall.EINVAL, ErrNotSupported, "use PinInput"},
		{PinOutput, syscall.EINVAL, syscall.EINVAL, "line 9 of /dev/gpiochip7"},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%v", c.err), func(t *testing.T) {
			got := explain(9, c.mode, c.err)
			if !errors.Is(got, c.want) || !strings.Contains(got.Error(), c.text) {
				t.Errorf("got %q, want %q with %q", got, c.want, c.text)
			}
		})
	}
}
