//go:build bljh

package task

// Region is a stretch of memory.
type Region struct{ Start, Size uintptr }

// Holds reports whether a stack pointer, or what it points to, is in there: a full stack's is at its start, an empty one's at
// its end.
func (r Region) Holds(address uintptr) bool { return address-r.Start <= r.Size }
