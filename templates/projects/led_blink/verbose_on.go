//go:build verbose

package main

// CONFIG_VERBOSE=y gives the build tag verbose, which chooses this file.
const verbose = true
