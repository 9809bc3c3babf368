"""
The UARTs and the line to the console. Registers: NuttX hardware/bl602_uart.h, bl602-docs. Bytes go out and come in at once;
input waits in the console until the program takes it, so none is lost. A baud rate that the console does not have is told.
"""

from collections import deque

_TRANSMIT_CONFIG, _RECEIVE_CONFIG = 0x00, 0x04
_BIT_PERIOD = 0x08
_STATUS, _MASK, _CLEAR, _ENABLE = 0x20, 0x24, 0x28, 0x2C
_FIFO, _TRANSMIT, _RECEIVE = 0x84, 0x88, 0x8C
_ON = 1
_ROOM, _RECEIVED = 1 << 2, 1 << 3
_ALL = 0xFF
_DEPTH = 32
_MOST_DEVIATION = 0.025


class Line:
    """The terminal: on which pins its wires are, and the rate that it has."""

    def __init__(self, glb, console, symbols):
        self._glb = glb
        self.console = console
        self.baud = symbols.get("_bljh_console_baud", 115200)
        self.transmit_pin = symbols.get("_bljh_console_tx", 16)
        self._receive_pin = symbols.get("_bljh_console_rx", 7)

    def is_sent_by(self, uart):
        return self._glb.uart_function(self.transmit_pin) == 2 + 4 * uart

    def is_received_by(self, uart):
        return self._glb.uart_function(self._receive_pin) == 3 + 4 * uart

    def clock_hz(self):
        return self._glb.uart_hz()


class Uart:
    def __init__(self, number, line, changed, note):
        self._number = number
        self._line = line
        self._console = line.console
        self._changed = changed
        self._note = note
        # After a reset all interrupts are enabled and all are masked: from the vendor's register list, not tried.
        self._registers = {_MASK: _ALL, _ENABLE: _ALL}
        self._received = deque()

    def wants_interrupt(self):
        return self._status() & self._let_through() != 0

    def may_interrupt(self):
        """Whether input that is still to come could raise the interrupt."""
        return self._let_through() & _RECEIVED != 0 and self._receives() and self._console.is_open

    def take_input(self, timeout=0):
        """Moves what has come on the line into the FIFO; waits for something if there is a `timeout` or None."""
        room = _DEPTH - len(self._received)
        if room > 0 and self._receives():
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
            return self._status()
        return self._registers.get(offset, 0)

    def write(self, offset, value):
        if offset in (_STATUS, _CLEAR, _RECEIVE):
            return  # both bits of the status go by themselves
        if offset != _TRANSMIT:
            self._registers[offset] = value & _ALL if offset in (_MASK, _ENABLE) else value
            self._changed()
        else:
            self._send(value & 0xFF)

    def _send(self, byte):
        name = f"UART{self._number}"
        if not self._is_on(_TRANSMIT_CONFIG):
            self._note(f"{name}-off", f"{name} is off: what the program prints is lost")
        elif not self._line.is_sent_by(self._number):
            self._note(f"{name}-pin", f"{name} does not drive pin {self._line.transmit_pin}, where the console is: what it sends is lost")
        else:
            self._compare_rates(name)
            self._console.write(byte)

    def _compare_rates(self, name):
        clock, period = self._line.clock_hz(), (self._registers.get(_BIT_PERIOD, 0) & 0xFFFF) + 1
        rate = 0 if clock is None else clock / period
        if abs(rate / self._line.baud - 1) > _MOST_DEVIATION:
            self._note(f"{name}-rate", f"{name} sends at {rate:.0f} baud, the console has {self._line.baud}: it could not be read")

    def _receives(self):
        return self._is_on(_RECEIVE_CONFIG) and self._line.is_received_by(self._number)

    def _is_on(self, config):
        return self._registers.get(config, 0) & _ON == _ON

    def _status(self):
        """What is so, masked or not. What is sent leaves at once, so there is always room."""
        threshold = self._registers.get(_FIFO, 0) >> 24 & 0x1F
        return _ROOM | (_RECEIVED if len(self._received) > threshold else 0)

    def _let_through(self):
        return self._registers[_ENABLE] & ~self._registers[_MASK]
