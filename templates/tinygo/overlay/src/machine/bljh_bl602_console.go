//go:build bljh && bl602 && !serial.none

package machine

const hasConsole = true
