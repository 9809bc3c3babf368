//go:build bljh && bl602

package machine

// The BL602. Base addresses: NuttX arch/risc-v/src/bl602/hardware/bl602_memorymap.h.

const (
	deviceName = "bl602"
	TimebaseHz = 10_000_000 // see Init

	clicBase    = 0x0280_0000 // hart 0: NuttX hardware/bl602_clic.h
	glbBase     = 0x4000_0000
	consoleBase = 0x4000_a000 // UART0
)

// GLB registers that are not about pins. bl602-docs glb/clock.md; NuttX hardware/bl602_glb.h.
const (
	glbClockConfig2 = glbBase + 0x08 // UART clock: divider 0-2, enable 4
	glbCoreTimer    = glbBase + 0x90 // mtime clock: divider 0-16, enable 18, source 19 (0: bus clock)
)

// Init keeps the clocks that the boot header asks for (PLL at 160 MHz, bus clock 80 MHz) and gives mtime its 10 MHz:
// nothing says what rate the boot code leaves it at. The enable bit is off while the divider changes.
func Init() {
	const (
		divider      = 80_000_000/TimebaseHz - 1
		dividerField = 0x1_ffff
		enable       = 1 << 18
		source       = 1 << 19
	)
	register(glbCoreTimer).ClearBits(enable)
	register(glbCoreTimer).ReplaceBits(divider, dividerField|source, 0)
	register(glbCoreTimer).SetBits(enable)
	quietenIRQs()
}

// Exit stops the board: there is nobody to take the code but a debugger.
func Exit(code int) { halt(code) }
