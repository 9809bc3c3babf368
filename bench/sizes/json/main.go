// encoding/json, both ways.
package main

import (
	"encoding/json"
	"fmt"
)

type reading struct {
	Name   string    `json:"name"`
	Values []float64 `json:"values"`
}

func main() {
	text, err := json.Marshal(reading{"t", []float64{1, 2.5}})
	fmt.Println(string(text), err)
	var back reading
	err = json.Unmarshal(text, &back)
	fmt.Println(back, err)
}
