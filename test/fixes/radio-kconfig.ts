/**
 * A Kconfig tree in which settings stand in each other's way: bounds that are symbols, a choice whose members hang on another
 * setting, ranges that hang on the choice, and symbols without a prompt between.
 */
export const RADIO = `config FAST
	bool "Fast"

config HAS_FPU
	bool
	default y if FAST

config FPU_MODE
	bool "FPU mode"
	depends on HAS_FPU

config LOWPOWER
	bool "Low power"
	depends on !FAST

config MAX_CH
	int "Most channels"
	range 1 32
	default 8

config CH
	int "Channels"
	range 1 MAX_CH
	default 4

config BUF
	hex "Buffer"
	range 0x1000 0x8000 if CH > 4
	range 0x0 0xffff
	default 0x2000

config GREETING
	string "Greeting"
	default "hello"

config CRYPTO
	bool "Crypto"

config TLS
	bool
	select CRYPTO

menuconfig NET
	bool "Network"

if NET

choice
	prompt "Link"

config NET_WIFI
	bool "WiFi"
	select TLS

config NET_ETH
	bool "Ethernet"
	depends on !LOWPOWER

config NET_LORA
	bool "LoRa"
	depends on LOWPOWER

endchoice

config NET_NAME
	string "Name"
	default "node"

config NET_MTU
	int "MTU"
	range 16 255 if NET_LORA
	range 576 1500
	default 128 if NET_LORA
	default 1500

endif
`;
