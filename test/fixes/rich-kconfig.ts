/** A Kconfig tree with what makes fixes hard: selects, implies, a choice with a member that depends, ranges with conditions. */
export const RICH = `config NET
	bool "Networking"
	default y

config WIFI
	bool "Wifi"
	depends on NET
	select CRYPTO
	imply LOGGING

config CRYPTO
	bool "Crypto"

config LOGGING
	bool "Logging"

config HIDDEN
	bool
	default WIFI

config HIDDEN_INT
	int
	default 7 if WIFI
	default 3

choice
	prompt "Speed"

config SLOW
	bool "Slow"

config FAST
	bool "Fast"

config TURBO
	bool "Turbo"
	depends on WIFI

endchoice

config BAUD
	int "Baud"
	range 1200 9600 if SLOW
	range 9600 115200 if FAST
	default 9600

config BASE
	hex "Base"
	range 0x10 0xff
	default 0x20

config DEEP
	bool "Deep"
	depends on WIFI && LOGGING && (FAST || TURBO)

config ANTI
	bool "Anti"
	depends on !NET
`;
