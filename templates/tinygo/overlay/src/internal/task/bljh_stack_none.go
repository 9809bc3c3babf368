//go:build bljh && scheduler.none

package task

// Overflowed has nothing to look at: without a scheduler there is the system stack only, and no memory below it.
func Overflowed(sp uintptr, heap, systemStack Region) bool { return false }
