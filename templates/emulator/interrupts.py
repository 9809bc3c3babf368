"""
The CLIC: one byte a source for pending, enable and configuration (NuttX hardware/bl602_clic.h, bl602_irq.c). Levels
and priorities are not modelled: of several sources the one with the lowest number comes first, and handlers do not nest.
"""

SOFTWARE, TIMER = 3, 7
UART0, UART1 = 16 + 29, 16 + 30

_PENDING, _ENABLE = 0x000, 0x400
_SOURCES = 0x400


class Clic:
    def __init__(self, changed):
        self._changed = changed
        self._bytes = bytearray(0x1000)
        self._lines = {}

    def connect(self, number, line):
        """`line()` says whether the source asks for its interrupt now."""
        self._lines[number] = line

    def is_enabled(self, number):
        return self._bytes[_ENABLE + number] & 1 == 1

    def next(self):
        """The source to be handled now, or None."""
        for number in sorted(self._lines):
            if self.is_enabled(number) and self._is_pending(number):
                return number
        written = self._bytes.find(1, _PENDING, _PENDING + _SOURCES)
        while written != -1:
            if self.is_enabled(written):
                return written
            written = self._bytes.find(1, written + 1, _PENDING + _SOURCES)
        return None

    def claim(self, number):
        """A request that the program itself wrote is served once; that of a source goes when the source is quiet."""
        self._bytes[_PENDING + number] = 0

    def _is_pending(self, number):
        line = self._lines.get(number)
        return self._bytes[_PENDING + number] & 1 == 1 or (line is not None and line())

    def read_bytes(self, offset, size):
        values = [
            int(self._is_pending(at)) if at < _PENDING + _SOURCES else self._bytes[at]
            for at in range(offset, offset + size)
        ]
        return int.from_bytes(bytes(values), "little")

    def write_bytes(self, offset, size, value):
        for index in range(size):
            at, byte = offset + index, value >> 8 * index & 0xFF
            self._bytes[at] = byte & 1 if at < _PENDING + _SOURCES else byte
        self._changed()
