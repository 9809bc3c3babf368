// Blinks by a register and time.Sleep: TinyGo's machine for QEMU's RISC-V has no pins.
package main

import (
	"runtime/volatile"
	"time"
	"unsafe"
)

// GLB_GPIO_CFGCTL32 of the BL602: the outputs of the pins 0 to 22.
var outputs = (*volatile.Register32)(unsafe.Pointer(uintptr(0x40000188)))

func main() {
	for {
		outputs.SetBits(1 << 5)
		time.Sleep(500 * time.Millisecond)
		outputs.ClearBits(1 << 5)
		time.Sleep(500 * time.Millisecond)
	}
}
