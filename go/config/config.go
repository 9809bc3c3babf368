// Package config holds the options of one build as typed constants: each symbol of the project's Kconfig under its
// own name (bool, int, uint64 for hex, string), and the name of the board.
//
// bljh generates it: build/BOARD/gen/config for each board's build, and .bljh/go/config for the editor. This version
// stands in before anything is configured; `bljh configure --board BOARD` puts the constants in its place.
package config

// Board is the name of the board that was configured; empty means none yet.
const Board string = ""
