"""
Registers in memory. A device has read(offset) and write(offset, value) for whole words; a part of a word is put together
here. A device that is not modelled keeps what is written, and that it was used is told once.
"""


class Unmodelled:
    """Stands in for a device: a program that only sets one up goes on, one that waits for it does not."""

    def __init__(self, name, base, note):
        self._name = name
        self._base = base
        self._note = note
        self._registers = {}

    def read(self, offset):
        self._tell(offset)
        return self._registers.get(offset, 0)

    def write(self, offset, value):
        self._tell(offset)
        self._registers[offset] = value

    def _tell(self, offset):
        text = f"{self._name} is not modelled: its registers keep what is written (first used: {self._base + offset:#x})"
        self._note(self._name, text)


class Bus:
    """The devices of one stretch of addresses, which has no gaps: `rest` takes what no device has."""

    def __init__(self, rest):
        self._devices = []
        self._rest = rest

    def connect(self, offset, length, device):
        self._devices.append((offset, offset + length, device))

    def _find(self, offset):
        for start, end, device in self._devices:
            if start <= offset < end:
                return device, offset - start
        return self._rest, offset

    def read_bytes(self, offset, size):
        device, at = self._find(offset)
        word = device.read(at & ~3)
        return word >> (at & 3) * 8 & (1 << size * 8) - 1

    def write_bytes(self, offset, size, value):
        device, at = self._find(offset)
        if size < 4:
            shift, mask = (at & 3) * 8, (1 << size * 8) - 1
            value = device.read(at & ~3) & ~(mask << shift) | (value & mask) << shift
        device.write(at & ~3, value)
