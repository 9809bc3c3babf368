//go:build other_name

package main

// CONFIG_FEATURE_RENAMED=y gives the build tag other_name: [tags] in bljh.ini says so.
const tagOtherName = true
