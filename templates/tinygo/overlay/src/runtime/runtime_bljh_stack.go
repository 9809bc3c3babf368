//go:build bljh && tinygo.riscv32

package runtime

import (
	"internal/task"
	"unsafe"
)

//go:extern _bljh_stack_size
var stackSizeSymbol [0]byte

const stackOverflow = "goroutine stack overflow" // as internal/task.Pause has it

// stackHasOverflowed is asked by each interrupt, by each switch to another goroutine, and wherever a program ends: after
// memory was overwritten a program can fail in any way.
//
//go:noinline
func stackHasOverflowed(sp uintptr) bool {
	return task.Overflowed(sp, heapRegion(), systemStackRegion())
}

func hasOverflowed() bool { return stackHasOverflowed(getCurrentStackPointer()) }

// hasLeftStacks reports whether sp is where no stack can be. A goroutine can have come that far, or the system stack is too
// small: which it was cannot be told, as what lies between is overwritten then.
func hasLeftStacks(sp uintptr) bool { return !heapRegion().Holds(sp) && !systemStackRegion().Holds(sp) }

func heapRegion() task.Region {
	start := uintptr(unsafe.Pointer(&heapStartSymbol))
	return task.Region{start, uintptr(unsafe.Pointer(&heapEndSymbol)) - start}
}

// systemStackRegion is as long as the linker script makes it: its ends are aligned to 16 bytes.
func systemStackRegion() task.Region {
	size := (uintptr(unsafe.Pointer(&stackSizeSymbol)) + 15) &^ 15
	return task.Region{uintptr(unsafe.Pointer(&stackTopSymbol)) - size, size}
}
