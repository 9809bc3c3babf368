//go:build bljh && scheduler.tasks

package task

import "unsafe"

// canary is what a stack begins with: each word is stackCanary as long as the stack has not run over.
type canary [8]uintptr

// Overflowed reports whether the running goroutine has left its stack, the stack pointer being sp. What is read to find that
// out may be overwritten itself: goroutines and their stacks are aligned, and lie in the heap; where no goroutine runs, the
// system stack is in use.
func Overflowed(sp uintptr, heap, systemStack Region) bool {
	onSystemStack := systemStack.Holds(sp)
	t := uintptr(unsafe.Pointer(currentTask))
	if t == 0 {
		return !onSystemStack
	}
	if !heap.Holds(t) {
		return true
	}
	bottom := uintptr(unsafe.Pointer((*Task)(unsafe.Pointer(t &^ 3)).state.canaryPtr))
	// An interrupt can come when the scheduler has chosen a goroutine and not switched to its stack yet.
	if !heap.Holds(bottom) || sp < bottom && !onSystemStack {
		return true
	}
	for _, word := range (*canary)(unsafe.Pointer(bottom &^ 3)) {
		if word != stackCanary {
			return true
		}
	}
	return false
}

// Implemented in package runtime, which knows where things are.
//
//go:linkname hasOverflowed runtime.hasOverflowed
func hasOverflowed() bool
