//go:build tinygo

package main

import "runtime"

// progressKiB is how often the heap test says how far it came: the last line before a panic is the answer.
const progressKiB = 1

// prepareHeap shows the heap that the linker gave: HEAP_LIMIT, or all RAM that is left.
func prepareHeap() {
	show("heap_track", "tinygo")
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	showNumber("heap_sys", stats.HeapSys)
}

func showHeap() {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	showNumber("heap_inuse", stats.HeapInuse)
	showNumber("mallocs", stats.Mallocs)
	showNumber("frees", stats.Frees)
}
