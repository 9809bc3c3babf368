// fmt with the common verbs.
package main

import "fmt"

type point struct{ X, Y int }

func main() {
	fmt.Println("hello", 42, 1.5, point{1, 2})
	fmt.Printf("%s %d %x %v %+v\n", "text", 7, 255, []int{1, 2}, point{3, 4})
}
