//go:build feature

package main

// CONFIG_FEATURE=y gives the build tag feature, which chooses this file.
const tagFeature = true
