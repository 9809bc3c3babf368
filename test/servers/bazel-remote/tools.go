//go:build tools

// Package tools pins the server of the Remote Execution API's caches that the tests talk to, and the API's own Go code, which the tests
// compare bljh's messages with. bytestream is raised because the proxy does not answer for the version that bazel-remote asks for.
package tools

import _ "github.com/buchgr/bazel-remote/v2"
