// Package main is a driver for C programs: bljh makes a static library and a C header of its exported functions.
//
// Everything here is safe to call from any C thread. No function keeps a pointer that C passed in, and none hands out
// memory of Go.
package main

/*
#include <stddef.h>
#include <stdint.h>

// cgo copies this text into the header, which has no guard of its own for it.
#ifndef DRIVER_TYPES
#define DRIVER_TYPES

// What the functions answer; negative numbers are errors.
enum { DRIVER_OK = 0, DRIVER_ERR_CHANNEL = -1, DRIVER_ERR_ARGUMENT = -2 };

// One measurement as it comes from the sensor.
typedef struct {
	int32_t channel;
	int32_t raw;
} driver_sample;

// What the filter makes of it: value is taken from the last count samples of the channel.
typedef struct {
	int32_t channel;
	int32_t value;
	int32_t count;
} driver_reading;

#endif
*/
import "C"

import (
	"strconv"
	"sync"
	"unsafe"

	"bljh/config"
)

var (
	lock     sync.Mutex
	channels [config.CHANNELS]window
)

// main is never called: a C archive has the main function of the C program.
func main() {}

// driver_read puts one sample through the filter of its channel and fills in *out.
//
//export driver_read
func driver_read(in C.driver_sample, out *C.driver_reading) C.int32_t {
	if out == nil {
		return C.DRIVER_ERR_ARGUMENT
	}
	channel := int(in.channel)
	if channel < 0 || channel >= config.CHANNELS {
		return C.DRIVER_ERR_CHANNEL
	}
	lock.Lock()
	defer lock.Unlock()
	samples := channels[channel].add(int32(in.raw))
	*out = C.driver_reading{
		channel: in.channel,
		value:   C.int32_t(filter(samples)),
		count:   C.int32_t(len(samples)),
	}
	return C.DRIVER_OK
}

// driver_describe writes the options that the driver was built with into text, which has room for size bytes, and
// answers how long the whole text is. Like snprintf it cuts off what does not fit and always ends with a zero byte.
//
//export driver_describe
func driver_describe(text *C.char, size C.size_t) C.int32_t {
	description := "board=" + config.Board + " channels=" + strconv.Itoa(config.CHANNELS) +
		" window=" + strconv.Itoa(config.WINDOW) + " filter=" + filterName + " unit=" + config.UNIT
	if text != nil && size > 0 {
		room := unsafe.Slice((*byte)(unsafe.Pointer(text)), size)
		room[copy(room[:size-1], description)] = 0
	}
	return C.int32_t(len(description))
}
