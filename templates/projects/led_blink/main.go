// Command led_blink blinks an LED. It is one source for every board: the options come from Kconfig through package
// bljh/config, the pin through package bljh/machine.
package main

import (
	"errors"
	"os"
	"strconv"
	"time"

	"bljh/config"
	"bljh/machine"
)

const led = machine.Pin(config.LED_PIN)

func main() {
	show("board", config.Board)
	show("greeting", config.GREETING)
	show("led_pin", strconv.Itoa(config.LED_PIN))
	show("blink_interval_ms", strconv.Itoa(config.BLINK_INTERVAL_MS))
	show("blink_count", strconv.Itoa(config.BLINK_COUNT))
	show("verbose", strconv.FormatBool(verbose))

	hasLED := true
	err := led.Configure(machine.PinConfig{Mode: machine.PinOutput})
	switch {
	case err == nil:
		show("led", "gpio")
	case errors.Is(err, machine.ErrNoDevice):
		// In an emulator the program is still good for trying out options.
		hasLED = false
		show("led", "console")
		show("led_error", "ErrNoDevice: "+err.Error())
	default:
		show("led_error", err.Error())
		os.Exit(1)
	}

	for blink := 1; config.BLINK_COUNT == 0 || blink <= config.BLINK_COUNT; blink++ {
		set(hasLED, blink, true)
		set(hasLED, blink, false)
	}
	show("done", strconv.Itoa(config.BLINK_COUNT))
}

// set switches the LED and stays there for one interval.
func set(hasLED bool, blink int, on bool) {
	if hasLED {
		led.Set(on)
	}
	if verbose || !hasLED {
		state := "off"
		if on {
			state = "on"
		}
		show("blink", strconv.Itoa(blink)+" "+state)
	}
	time.Sleep(time.Duration(config.BLINK_INTERVAL_MS) * time.Millisecond)
}

// show prints one line key=value: on the UART of a bare-metal board, elsewhere on standard output. Package fmt would
// do the same and cost tens of kilobytes of flash.
func show(key, value string) {
	os.Stdout.WriteString(key + "=" + value + "\n")
}
