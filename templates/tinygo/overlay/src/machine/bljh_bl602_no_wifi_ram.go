//go:build bljh && bl602 && !bljh.wifi_ram

package machine

func takeWifiRAM() {}
