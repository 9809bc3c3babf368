// Command options shows that each kind of option arrives in Go, and that the heap limit acts. Every line of its
// output is key=value.
package main

import (
	"os"
	"strconv"

	"bljh/config"
)

// version is set by the linker: [ldflags] in bljh.ini. It has no initialiser because TinyGo sets only such variables.
var version string

// buffer proves that a number is a constant of Go: nothing else can be the length of an array.
var buffer [config.BUFFER_SIZE]byte

// block is what the heap test allocates: 1 KiB with the allocator's own header, holding on to the block before it.
type block struct {
	before *block
	bytes  [1000]byte
}

// kept is the last of the blocks that the heap test keeps.
var kept *block

// newBlock is a call that no compiler may leave out, even where nobody looks at its result.
//
//go:noinline
func newBlock(before *block) *block {
	return &block{before: before}
}

func main() {
	show("board", config.Board)
	show("tag_feature", strconv.FormatBool(tagFeature))
	show("const_feature", strconv.FormatBool(config.FEATURE))
	show("tag_other_name", strconv.FormatBool(tagOtherName))
	show("const_feature_renamed", strconv.FormatBool(config.FEATURE_RENAMED))
	show("greeting", config.GREETING)
	showNumber("array_len", uint64(len(buffer)))
	show("register_base", "0x"+strconv.FormatUint(config.REGISTER_BASE, 16))
	show("version", version)
	testHeap()
	show("heap_test", "done")
}

// testHeap allocates first what can be collected, then what cannot.
func testHeap() {
	prepareHeap()
	for range config.HEAP_GARBAGE_KIB {
		newBlock(nil)
	}
	showNumber("garbage_kib", uint64(config.HEAP_GARBAGE_KIB))
	for done := 1; done <= config.HEAP_TEST_KIB; done++ {
		kept = newBlock(kept)
		// Real memory is used only once it is written.
		kept.bytes[0], kept.bytes[len(kept.bytes)-1] = 1, 1
		if done%progressKiB == 0 || done == config.HEAP_TEST_KIB {
			showNumber("live_kib", uint64(done))
		}
	}
	showHeap()
}

func showNumber(key string, value uint64) {
	show(key, strconv.FormatUint(value, 10))
}

// show prints one line: on the UART of a bare-metal board, elsewhere on standard output.
func show(key, value string) {
	os.Stdout.WriteString(key + "=" + value + "\n")
}
