//go:build bljh && tinygo.riscv32

// The port of TinyGo's runtime to bljh's bare-metal boards. What differs between boards is in package machine.

package runtime

import (
	"device/riscv"
	"machine"
)

// Exit code of a panic and of an exception: what standard Go programs end with.
const exitPanic = 2

//export main
func main() {
	setTimer(never)
	machine.Init()
	machine.InitSerial()
	riscv.MSTATUS.SetBits(riscv.MSTATUS_MIE)
	run()
	exit(0)
}

// exit is also where os.Exit ends.
func exit(code int) {
	if hasOverflowed() {
		runtimePanic(stackOverflow)
	}
	machine.Exit(code)
}

// abort ends the program whatever became of its memory. The trap entry calls it by its exported name.
//
//export bljh_abort
func abort() { machine.Exit(exitPanic) }

func putchar(c byte) { machine.Serial.WriteByte(c) }

func getchar() byte {
	for machine.Serial.Buffered() == 0 {
		Gosched()
	}
	c, _ := machine.Serial.ReadByte()
	return c
}

func buffered() int { return machine.Serial.Buffered() }
