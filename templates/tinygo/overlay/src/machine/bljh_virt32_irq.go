//go:build bljh && virt32

package machine

import (
	"device/riscv"
	_ "unsafe" // go:linkname
)

// The PLIC, context 0 (hart 0, machine mode). RISC-V PLIC specification, "Memory Map".
const (
	plicPriority  = plicBase
	plicEnable    = plicBase + 0x2000
	plicThreshold = plicBase + 0x20_0000
	plicClaim     = plicBase + 0x20_0004
)

// EnableTimer unmasks the core timer's interrupt.
func EnableTimer() { riscv.MIE.SetBits(riscv.MIE_MTIE) }

// EnableIRQ writes the priority last: QEMU 7.2 looks whether a source that waits already is to be handled when a priority or
// the threshold is written, not when an enable bit is (hw/intc/sifive_plic.c, sifive_plic_write). A byte that had come
// before would wait for ever.
//
//go:linkname EnableIRQ runtime/interrupt.enableIRQ
func EnableIRQ(n int) {
	register(plicThreshold).Set(0)
	register(plicEnable + uintptr(n/32)*4).SetBits(1 << (uint(n) % 32))
	register(plicPriority + uintptr(n)*4).Set(1)
}

func DisableIRQ(n int) {
	register(plicEnable + uintptr(n/32)*4).ClearBits(1 << (uint(n) % 32))
}

// ClaimIRQ turns mcause's code into the number of the source that is to be handled.
func ClaimIRQ(code int) (irq int, pending bool) {
	if code != riscv.MachineExternalInterrupt {
		return 0, false
	}
	irq = int(register(plicClaim).Get())
	return irq, irq != 0
}

func CompleteIRQ(irq int) { register(plicClaim).Set(uint32(irq)) }
