//go:build bljh && bl602 && bljh.wifi_ram

package machine

// takeWifiRAM takes the end of WRAM back from the Bluetooth controller, whose exchange memory it can be. The vendor's SDK
// and Zephyr do it at start (GLB_Set_EM_Sel(GLB_EM_0KB)); what the boot code leaves there is unknown.
func takeWifiRAM() { register(glbMemory).ClearBits(0xf) }
