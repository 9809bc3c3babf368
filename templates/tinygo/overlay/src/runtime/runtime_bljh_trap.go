//go:build bljh && tinygo.riscv32

package runtime

import (
	"device/riscv"
	"machine"
	"runtime/interrupt"
	"unsafe"
)

// handleInterrupt is called by the trap entry, with interrupts off.
//
//export bljh_interrupt
func handleInterrupt(mcause uintptr) {
	code := mcause & 0x3ff // the bits above are CLIC state
	if code == riscv.MachineTimerInterrupt {
		setTimer(never) // the sleeper looks at the clock, not at who woke it
	} else if irq, pending := machine.ClaimIRQ(int(code)); pending {
		if !interrupt.Dispatch(irq) {
			machine.DisableIRQ(irq) // nobody can quieten it: it would come back at once, for ever
		}
		machine.CompleteIRQ(irq)
	}
	// After the handler: it has used the stack of what it interrupted.
	if hasOverflowed() {
		runtimePanicAt(unsafe.Pointer(riscv.MEPC.Get()+callInstSize), stackOverflow)
	}
}

// handleException reports and ends the program: no exception is recoverable. It runs on the system stack; sp is the
// stack pointer that the program had.
//
//export bljh_exception
func handleException(mcause, mepc, mtval, sp uintptr) {
	printstring("panic: exception ")
	printDecimal(mcause & 0x3ff)
	printstring(" (")
	switch {
	case hasLeftStacks(sp):
		printstring("stack overflow")
	case stackHasOverflowed(sp):
		printstring(stackOverflow)
	default:
		printstring(exceptionName(mcause & 0x3ff))
	}
	printstring(") at ")
	printptr(mepc)
	printstring(", value ")
	printptr(mtval)
	printstring(", stack pointer ")
	printptr(sp)
	printnl()
	abort()
}

// printDecimal stands in for TinyGo's, which divides 64 bits even for a small number: 100 bytes more in every program.
func printDecimal(n uintptr) {
	if n >= 10 {
		printDecimal(n / 10)
	}
	putchar('0' + byte(n%10))
}

func exceptionName(code uintptr) string {
	switch code {
	case riscv.InstructionAddressMisaligned, riscv.LoadAddressMisaligned, riscv.StoreOrAMOAddressMisaligned:
		return "misaligned address"
	case riscv.InstructionAccessFault:
		return "no code there"
	case riscv.IllegalInstruction:
		return "illegal instruction"
	case riscv.Breakpoint:
		return "breakpoint"
	case riscv.LoadAccessFault:
		return "bad read"
	case riscv.StoreOrAMOAccessFault:
		return "bad write"
	}
	return "see mcause in the RISC-V privileged specification"
}
