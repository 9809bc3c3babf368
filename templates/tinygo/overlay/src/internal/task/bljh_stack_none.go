//go:build bljh && scheduler.none

package task

// Region is a stretch of memory.
type Region struct{ Start, Size uintptr }

// Overflowed: without a scheduler there is the system stack only, and nothing below it to overwrite.
func Overflowed(sp uintptr, heap, systemStack Region) bool { return sp < systemStack.Start }
