//go:build tools

// Package tools pins the TinyGo compiler that bljh builds for its bare-metal boards. A go.mod is needed because the module
// proxy answers for this exact version only: `go install github.com/tinygo-org/tinygo@v0.41.0` asks for the newest one too.
package tools

import _ "github.com/tinygo-org/tinygo"
