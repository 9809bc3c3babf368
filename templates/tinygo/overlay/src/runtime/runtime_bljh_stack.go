//go:build bljh && tinygo.riscv32

package runtime

import (
	"internal/task"
	"unsafe"
)

//go:extern _stack_bottom
var systemStackBottom [0]byte

//go:extern _bljh_stack_length
var systemStackLength [0]byte

//go:extern _bljh_heap_length
var heapLength [0]byte

const stackOverflow = "goroutine stack overflow" // as internal/task.Pause has it

// stackHasOverflowed is asked by each interrupt, by each switch to another goroutine, and wherever a program ends: after
// memory was overwritten a program can fail in any way.
//
//go:noinline
func stackHasOverflowed(sp uintptr) bool {
	return task.Overflowed(sp,
		task.Region{uintptr(unsafe.Pointer(&heapStartSymbol)), uintptr(unsafe.Pointer(&heapLength))},
		task.Region{uintptr(unsafe.Pointer(&systemStackBottom)), uintptr(unsafe.Pointer(&systemStackLength))})
}

func hasOverflowed() bool { return stackHasOverflowed(getCurrentStackPointer()) }

// leftRAM reports whether sp is below all RAM, where the system stack ends. A goroutine can have come that far, too: which it
// was cannot be told, as everything is overwritten then.
func leftRAM(sp uintptr) bool { return sp < uintptr(unsafe.Pointer(&systemStackBottom)) }
