//go:build bljh && tinygo.riscv

// This file takes the place of TinyGo's file of the same name. The difference is In: a CLIC keeps a copy of mstatus
// bits in mcause, so mcause is not zero outside an interrupt.

package interrupt

import "device/riscv"

// State is what Disable found; give it to Restore.
type State uintptr

// Disable holds off all interrupts until Restore. Pairs of the two may be nested.
func Disable() State { return State(riscv.DisableInterrupts()) }

// Restore lets interrupts in again if they were before the Disable that returned state.
func Restore(state State) { riscv.EnableInterrupts(uintptr(state)) }

// The interrupt flag and the exception code of mcause (SiFive FE310-G002 manual, "Machine Cause Register": bits 31, 9-0;
// the RISC-V CLIC specification gives the code 12 bits, but no chip here has that many interrupts).
const mcauseCause = 0x8000_03ff

// In reports whether an interrupt or an exception is being handled. The trap entry clears mcause on the way out.
func In() bool { return riscv.MCAUSE.Get()&mcauseCause != 0 }
