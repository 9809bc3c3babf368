"""
UART0, wired to the console. Registers: NuttX hardware/bl602_uart.h, bl602-docs. Bytes go out and come in at once, whatever
the baud rate; input waits in the console until the program takes it, so none is lost.
"""

from collections import deque

_TRANSMIT_CONFIG, _RECEIVE_CONFIG = 0x00, 0x04
_STATUS, _MASK, _ENABLE = 0x20, 0x24, 0x2C
_FIFO, _TRANSMIT, _RECEIVE = 0x84, 0x88, 0x8C
_ON = 1
_RECEIVED = 1 << 3
_DEPTH = 32


class Uart:
    def __init__(self, console, changed, note):
        self._console = console
        self._changed = changed
        self._note = note
        # After a reset all interrupts are enabled and all are masked: from the vendor's register list, not tried.
        self._registers = {_MASK: 0xFF, _ENABLE: 0xFF}
        self._received = deque()

    def wants_interrupt(self):
        return self._can_interrupt() and len(self._received) > self._threshold()

    def may_interrupt(self):
        """Whether input that is still to come could raise the interrupt."""
        return self._can_interrupt() and self._is_on(_RECEIVE_CONFIG) and self._console.is_open

    def take_input(self, timeout=0):
        """Moves what has come on the line into the FIFO; waits for something if there is a `timeout` or None."""
        room = _DEPTH - len(self._received)
        if room > 0 and self._is_on(_RECEIVE_CONFIG):
            self._received.extend(self._console.read(room, timeout))

    def read(self, offset):
        if offset == _FIFO:
            if not self._received:
                self.take_input()
            return _DEPTH | len(self._received) << 8 | self._registers.get(_FIFO, 0) & 0x1F1F0000
        if offset == _RECEIVE:
            byte = self._received.popleft() if self._received else 0
            self._changed()
            return byte
        if offset == _STATUS:
            return _RECEIVED if len(self._received) > self._threshold() else 0
        return self._registers.get(offset, 0)

    def write(self, offset, value):
        if offset != _TRANSMIT:
            self._registers[offset] = value
            self._changed()
        elif self._is_on(_TRANSMIT_CONFIG):
            self._console.write(value & 0xFF)
        else:
            self._note("uart-off", "UART0 is off: what the program prints is lost")

    def _is_on(self, config):
        return self._registers.get(config, 0) & _ON == _ON

    def _can_interrupt(self):
        return self._registers[_ENABLE] & ~self._registers[_MASK] & _RECEIVED != 0

    def _threshold(self):
        return self._registers.get(_FIFO, 0) >> 24 & 0x1F
