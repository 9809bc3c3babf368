//go:build !verbose

package main

const verbose = false
