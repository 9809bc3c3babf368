"""
GLB: the pins as GPIO, and the divider of the core timer. Registers: NuttX hardware/bl602_glb.h, bl602-docs glb/gpio.md,
glb/clock.md. The other registers of GLB keep what is written and have no effect.
"""

_CLOCKS, _CORE_TIMER = 0x00, 0x90
_PIN_CONFIG, _PIN_CONFIG_END = 0x100, 0x130
_INPUT, _OUTPUT, _OUTPUT_ENABLE = 0x180, 0x188, 0x190
_PIN_INTERRUPTS, _PIN_INTERRUPTS_END = 0x1A0, 0x1D0

_PINS = 23
_GPIO = 11  # the function
_INPUT_ENABLE, _PULL_UP = 1 << 0, 1 << 4
_TIMER_ON, _TIMER_SOURCE, _TIMER_DIVIDER = 1 << 18, 1 << 19, 0x1FFFF


class Glb:
    def __init__(self, timer, trace, note):
        self._timer = timer
        self._trace = trace
        self._note = note
        self._registers = {}
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
            self._note("clocks", "changes of the core's clock (GLB+0x0) are not modelled: it stays at 160 MHz")
        elif _PIN_INTERRUPTS <= offset < _PIN_INTERRUPTS_END:
            self._note("pin-interrupts", f"interrupts of pins (GLB+{offset:#x}) are not modelled: none will come")

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
