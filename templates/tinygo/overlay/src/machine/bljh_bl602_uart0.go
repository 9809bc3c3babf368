//go:build bljh && bl602 && !bljh.uart1

package machine

var DefaultUART = UART0
