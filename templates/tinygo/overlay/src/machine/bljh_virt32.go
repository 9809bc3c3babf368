//go:build bljh && virt32

package machine

import (
	"device/riscv"
	"unsafe"
)

// QEMU's RV32 "virt" machine. Addresses: QEMU hw/riscv/virt.c, virt_memmap.

const (
	deviceName = "qemu-virt32"

	testBase = 0x0010_0000
	plicBase = 0x0c00_0000
	uartBase = 0x1000_0000
	pciBase  = 0x4000_0000
	pciSize  = 0x4000_0000
)

//go:extern _bljh_flash_start
var flashStart [0]byte

//go:extern _bljh_flash_end
var flashEnd [0]byte

// Init makes the flash region read-only. In QEMU it is plain RAM, and a stray write, or a stack that runs down into it,
// would go unnoticed that a board with real flash does not take. Below RAM lies the window of PCI devices, of which there are
// none: QEMU drops what is written there, so that a trap that saves its registers on such a stack would never end. PMP: RISC-V
// privileged specification, "Physical Memory Protection"; entry 0 only gives entry 1 its lower bound.
func Init() {
	const (
		lockedReadExecute = 1<<7 | 1<<3 | 1<<2 | 1<<0 // L, A = TOR, X, R
		lockedNothing     = 1<<7 | 3<<3               // L, A = NAPOT
	)
	riscv.PMPADDR0.Set(uintptr(unsafe.Pointer(&flashStart)) >> 2)
	riscv.PMPADDR1.Set(uintptr(unsafe.Pointer(&flashEnd)) >> 2)
	riscv.PMPADDR2.Set(pciBase>>2 | (pciSize/8 - 1))
	riscv.PMPCFG0.Set(lockedReadExecute<<8 | lockedNothing<<16)
	riscv.MIE.Set(riscv.MIE_MEIE)
}

// NanosecondsPerTick is of mtime, which runs at 10 MHz: QEMU hw/riscv/aclint, RISCV_ACLINT_DEFAULT_TIMEBASE_FREQ.
func NanosecondsPerTick() int64 { return 100 }

// Exit ends QEMU with the code (its low 8 bits) as exit status. The SiFive test finisher: QEMU hw/misc/sifive_test.c. It ends
// at once, with the last bytes of the console still on their way.
func Exit(code int) {
	UART0.flush()
	const pass, fail = 0x5555, 0x3333
	if code &= 0xff; code == 0 {
		register(testBase).Set(pass)
	} else {
		register(testBase).Set(uint32(code)<<16 | fail)
	}
	halt(code)
}
