//go:build !tinygo

package main

import (
	"math"
	"runtime"
	"runtime/debug"
)

// progressKiB is how often the heap test says how far it came.
const progressKiB = 1024

// prepareHeap leaves the memory limit as the only cause of a collection: without a limit gc_count stays 0.
func prepareHeap() {
	show("heap_track", "go")
	limit := debug.SetMemoryLimit(-1) // a negative argument only asks
	if limit == math.MaxInt64 {
		show("memory_limit", "none")
	} else {
		showNumber("memory_limit", uint64(limit))
	}
	debug.SetGCPercent(-1)
}

func showHeap() {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	showNumber("gc_count", uint64(stats.NumGC))
	showNumber("heap_sys_kib", stats.HeapSys/1024)
	showNumber("sys_kib", stats.Sys/1024)
	showNumber("total_alloc_kib", stats.TotalAlloc/1024)
}
