//go:build bljh && bl602

package machine

import _ "unsafe" // go:linkname

// The CLIC has one byte a source: pending, enable and configuration. The core is in CLIC mode, where the mie register
// has no effect. NuttX hardware/bl602_clic.h and bl602_irq.c; bl602-hal src/interrupts.rs.
const (
	clicPending = clicBase
	clicEnable  = clicBase + 0x400

	irqTimer  = 7
	irqFirst  = 16 // of the peripherals
	irqsTotal = 16 + 64
)

func quietenIRQs() {
	for n := uintptr(0); n < irqsTotal; n++ {
		register8(clicEnable + n).Set(0)
		register8(clicPending + n).Set(0)
	}
}

// EnableTimer unmasks the core timer's interrupt.
func EnableTimer() { EnableIRQ(irqTimer) }

//go:linkname EnableIRQ runtime/interrupt.enableIRQ
func EnableIRQ(n int) { register8(clicEnable + uintptr(n)).Set(1) }

func DisableIRQ(n int) { register8(clicEnable + uintptr(n)).Set(0) }

// ClaimIRQ has nothing to ask: a CLIC gives the number of the source in mcause.
func ClaimIRQ(code int) (irq int, pending bool) { return code, code >= irqFirst }

// CompleteIRQ has nothing to do: the source itself holds its request until the handler quietens it.
func CompleteIRQ(int) {}
