//go:build !other_name

package main

const tagOtherName = false
