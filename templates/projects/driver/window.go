package main

import "bljh/config"

// window keeps the last samples of one channel.
type window struct {
	samples [config.WINDOW]int32
	count   int
	next    int
}

// add replaces the oldest sample and returns those that there are, in no particular order.
func (w *window) add(sample int32) []int32 {
	w.samples[w.next] = sample
	w.next = (w.next + 1) % len(w.samples)
	w.count = min(w.count+1, len(w.samples))
	return w.samples[:w.count]
}
