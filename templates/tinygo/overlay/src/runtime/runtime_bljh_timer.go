//go:build bljh && tinygo.riscv32

package runtime

import (
	"device/riscv"
	"machine"
	"runtime/interrupt"
	"runtime/volatile"
	"unsafe"
)

// The core-local timer of hart 0 lies at the same addresses on all boards of this family: NuttX
// arch/risc-v/src/bl602/hardware/bl602_clic.h for the BL602, QEMU hw/riscv/virt.c (VIRT_CLINT) for virt32.
var (
	mtimecmp = (*timer64)(unsafe.Pointer(uintptr(0x0200_4000)))
	mtime    = (*timer64)(unsafe.Pointer(uintptr(0x0200_bff8)))
)

type timer64 struct{ low, high volatile.Register32 }

const never = 1<<64 - 1

func ticks() timeUnit {
	for {
		high := mtime.high.Get()
		low := mtime.low.Get()
		if mtime.high.Get() == high { // else low has just rolled over
			return timeUnit(high)<<32 | timeUnit(low)
		}
	}
}

// setTimer never lets the comparator hold a time that is earlier than both the old and the new one (RISC-V privileged
// specification, "mtime and mtimecmp", has the same order of writes).
func setTimer(t uint64) {
	mtimecmp.low.Set(0xffff_ffff)
	mtimecmp.high.Set(uint32(t >> 32))
	mtimecmp.low.Set(uint32(t))
}

// sleepTicks waits for the time to pass. It comes back early when an interrupt handler has made a goroutine runnable:
// the scheduler runs that one and asks for the rest of the sleep.
func sleepTicks(d timeUnit) {
	end := ticks() + d
	setTimer(uint64(end))
	machine.EnableTimer()
	for {
		// Interrupts are held off between the checks and wfi: one that came in between would otherwise be handled
		// before wfi, which would then wait for the next one. A pending interrupt ends wfi all the same.
		mask := interrupt.Disable()
		if ticks() >= end || isAnyRunnable() {
			setTimer(never)
			interrupt.Restore(mask)
			return
		}
		riscv.Asm("wfi")
		interrupt.Restore(mask)
	}
}

// isAnyRunnable is false for ever where there is no scheduler; asking for its queue would panic there.
func isAnyRunnable() bool {
	if !hasScheduler {
		return false
	}
	queue := schedulerRunQueue()
	return queue != nil && !queue.Empty()
}

func ticksToNanoseconds(t timeUnit) int64 { return int64(t) * machine.NanosecondsPerTick() }

// nanosecondsToTicks rounds up: a sleep is never shorter than asked for. What is not positive is over.
//
//go:noinline
func nanosecondsToTicks(ns int64) timeUnit {
	if ns <= 0 {
		return 0
	}
	nsPerTick := machine.NanosecondsPerTick()
	return timeUnit(divide(uint64(ns+nsPerTick-1), uint32(nsPerTick)))
}

// divide stands in for libgcc's division of 64 bits, which is 860 bytes: a program that only sleeps needs no other one. The
// divisor is below 1<<31.
func divide(n uint64, divisor uint32) uint64 {
	high, low := uint32(n>>32), uint32(n)
	quotient := high / divisor
	rest := high % divisor
	result := uint64(quotient) << 32
	for bit := uint32(1 << 31); bit != 0; bit >>= 1 {
		rest <<= 1
		if low&bit != 0 {
			rest |= 1
		}
		if rest >= divisor {
			rest -= divisor
			result |= uint64(bit)
		}
	}
	return result
}
