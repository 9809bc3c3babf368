"""
GLB: the pins as GPIO and for the UARTs, and dividers of clocks. Registers: NuttX hardware/bl602_glb.h, bl602-docs glb/gpio.md,
glb/clock.md. The other registers of GLB keep what is written and have no effect.
"""

_CLOCKS, _UART_CLOCK, _CORE_TIMER = 0x00, 0x08, 0x90
_UART_SIGNALS = 0xC0
_PIN_CONFIG, _PIN_CONFIG_END = 0x100, 0x130
_INPUT, _OUTPUT, _OUTPUT_ENABLE = 0x180, 0x188, 0x190
_PIN_INTERRUPTS, _PIN_INTERRUPTS_END = 0x1A0, 0x1D0

_PINS = 23
_UART, _GPIO = 7, 11  # functions of a pin
_SIGNALS = 8  # pin p is wired to signal p mod 8
_INPUT_ENABLE, _PULL_UP = 1 << 0, 1 << 4
_UART_CLOCK_ON = 1 << 4
_TIMER_ON, _TIMER_SOURCE, _TIMER_DIVIDER = 1 << 18, 1 << 19, 0x1FFFF


class Glb:
    def __init__(self, clocks, timer, trace, note):
        self._clocks = clocks
        self._timer = timer
        self._trace = trace
        self._note = note
        self._registers = {_CLOCKS: clocks.glb_register}
        self._levels = [None] * _PINS

    def read(self, offset):
        if offset == _INPUT:
            return sum(1 << pin for pin in range(_PINS) if self._input(pin))
        return self._registers.get(offset, 0)

    def write(self, offset, value):
        self._registers[offset] = value
        if offset == _CORE_TIMER:
            if value & _TIMER_SOURCE:
                self._note("timer-source", "the core timer is modelled with the bus clock only, GLB+0x90 asks for another")
            self._timer.set_divider(value & _TIMER_DIVIDER if value & _TIMER_ON else None)
        elif offset in (_OUTPUT, _OUTPUT_ENABLE) or _PIN_CONFIG <= offset < _PIN_CONFIG_END:
            self._trace_changes()
        elif offset == _CLOCKS:
            self._note("clocks", "changes of the core's clock (GLB+0x0) are not modelled: it stays as the boot ROM set it")
        elif _PIN_INTERRUPTS <= offset < _PIN_INTERRUPTS_END:
            self._note("pin-interrupts", f"interrupts of pins (GLB+{offset:#x}) are not modelled: none will come")

    def uart_hz(self):
        """What both UARTs count; None: nothing."""
        config = self._registers.get(_UART_CLOCK, 0)
        source = self._clocks.uart_source_hz()
        return source // ((config & 7) + 1) if config & _UART_CLOCK_ON and source is not None else None

    def uart_function(self, pin):
        """What the pin is to the UARTs: a number of the register of signals, or None."""
        if self._config(pin) >> 8 & 0xF != _UART:
            return None
        return self._registers.get(_UART_SIGNALS, 0) >> pin % _SIGNALS * 4 & 0xF

    def _config(self, pin):
        return self._registers.get(_PIN_CONFIG + pin // 2 * 4, 0) >> pin % 2 * 16 & 0xFFFF

    def _driven(self, pin):
        """What the pin drives: 0, 1, or None when it is no GPIO output."""
        is_output = self._registers.get(_OUTPUT_ENABLE, 0) >> pin & 1
        if not is_output or self._config(pin) >> 8 & 0xF != _GPIO:
            return None
        return self._registers.get(_OUTPUT, 0) >> pin & 1

    def _input(self, pin):
        """Nothing is connected: a pull-up is all that makes an input high."""
        config = self._config(pin)
        if not config & _INPUT_ENABLE:
            return False
        driven = self._driven(pin)
        return bool(config & _PULL_UP) if driven is None else driven == 1

    def _trace_changes(self):
        for pin in range(_PINS):
            level = self._driven(pin)
            if level != self._levels[pin]:
                self._levels[pin] = level
                self._trace.pin(pin, level)
