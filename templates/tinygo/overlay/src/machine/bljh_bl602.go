//go:build bljh && bl602

package machine

import "unsafe"

// The BL602. Base addresses: NuttX arch/risc-v/src/bl602/hardware/bl602_memorymap.h.

const (
	deviceName = "bl602"

	clicBase  = 0x0280_0000 // hart 0: NuttX hardware/bl602_clic.h
	glbBase   = 0x4000_0000
	uart0Base = 0x4000_a000
	uart1Base = 0x4000_a100
	hbnBase   = 0x4000_f000
)

// Registers that are not about pins. bl602-docs glb/clock.md; NuttX hardware/bl602_glb.h, bl602_hbn.h; vendor SDK,
// bl602_glb.c.
const (
	glbClockConfig2 = glbBase + 0x08 // UART clock: divider 0-2, enable 4
	glbMemory       = glbBase + 0x7c // exchange memory of the Bluetooth controller 0-3
	glbCoreTimer    = glbBase + 0x90 // mtime clock: divider 0-16, enable 18, source 19 (0: bus clock)
	hbnClocks       = hbnBase + 0x30 // UART clock 2: the root clock or the PLL's 160 MHz
)

// Symbols of the linker: their addresses are numbers that bljh computes from the clocks of the boot header, because nothing
// says what the boot code leaves in the registers. Each is a declaration of its own: TinyGo heeds //go:extern only there.

//go:extern _bljh_timer_divider
var timerDivider [0]byte

//go:extern _bljh_ns_per_tick
var nsPerTick [0]byte

func number(symbol *[0]byte) uint32 { return uint32(uintptr(unsafe.Pointer(symbol))) }

// Init keeps the clocks that the boot header asks for and gives mtime a rate that fits the bus clock. The enable bit is off
// while the divider changes.
func Init() {
	const (
		dividerField = 0x1_ffff
		enable       = 1 << 18
		source       = 1 << 19
	)
	register(glbCoreTimer).ClearBits(enable)
	register(glbCoreTimer).ReplaceBits(number(&timerDivider)-1, dividerField|source, 0)
	register(glbCoreTimer).SetBits(enable)
	takeWifiRAM()
	register(glbUARTSignals).Set(number(&consoleSignals))
	quietenIRQs()
}

// NanosecondsPerTick is of mtime.
func NanosecondsPerTick() int64 { return int64(number(&nsPerTick)) }

// Exit stops the board: there is nobody to take the code but a debugger.
func Exit(code int) { halt(code) }
