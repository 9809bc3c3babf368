// Goroutines, channels, a select and a closure.
package main

import "time"

func produce(from, to int, out chan<- int, done chan<- bool) {
	for i := from; i < to; i++ {
		out <- i
		time.Sleep(time.Millisecond)
	}
	done <- true
}

func main() {
	numbers := make(chan int, 4)
	done := make(chan bool)
	for i := 0; i < 3; i++ {
		go produce(i*10, i*10+10, numbers, done)
	}
	sum, left := 0, 3
	add := func(n int) { sum += n }
	for left > 0 {
		select {
		case n := <-numbers:
			add(n)
		case <-done:
			left--
		}
	}
	println("sum", sum)
}
