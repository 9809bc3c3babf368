//go:build !feature

package main

const tagFeature = false
