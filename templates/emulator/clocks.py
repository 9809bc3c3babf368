"""
The clocks, as the boot ROM leaves them: fields of the boot header, in the registers that the vendor's SDK sets from them
(bl602_glb.c, GLB_Set_System_CLK; bl602_hbn.c). The core's clock does not change while a program runs.
"""

from bus import Unmodelled
from ending import Broken

_MHZ = 1_000_000
_CRYSTALS = {1: 24 * _MHZ, 2: 32 * _MHZ, 3: 38_400_000, 4: 40 * _MHZ, 5: 26 * _MHZ, 6: 32 * _MHZ}
_RC32M = 32 * _MHZ
_PLL = [48 * _MHZ, 120 * _MHZ, 160 * _MHZ, 192 * _MHZ]  # by GLB's pll_sel
_UART_FROM_PLL = 160 * _MHZ

_MAGIC, _CLOCK_MAGIC = b"BFNP", b"PCFG"
_CLOCKS_AT = 100
_FIRMWARE_WITH_BOOT2 = 0x10000

# GLB+0x0: enables 0-3, pll_sel 4-5, hclk_div 8-15, bclk_div 16-23. HBN+0x30: root clock 0-1, clock of the UARTs 2.
_ENABLES = 0xF
_ROOT_RC32M, _ROOT_CRYSTAL, _ROOT_PLL = 0, 1, 2
_UART_SOURCE = 1 << 2


class BootHeader:
    """The fields of the header that are about clocks; without a file those of blflash's default header."""

    def __init__(self, path):
        self.crystal, self.pll, self.core_divider, self.bus_divider = 4, 4, 0, 1
        if path is None:
            return
        try:
            with open(path, "rb") as file:
                image = file.read()
        except OSError as error:
            raise Broken(f"{path} cannot be read: {error.strerror}") from None
        start = _FIRMWARE_WITH_BOOT2 if image[_FIRMWARE_WITH_BOOT2:][:4] == _MAGIC else 0
        header = image[start : start + 176]
        if header[:4] != _MAGIC or header[_CLOCKS_AT : _CLOCKS_AT + 4] != _CLOCK_MAGIC or len(header) < 176:
            raise Broken(f"{path} has no boot header")
        self.crystal, self.pll, self.core_divider, self.bus_divider = header[_CLOCKS_AT + 4 : _CLOCKS_AT + 8]


class Clocks:
    def __init__(self, header):
        self._crystal = _CRYSTALS.get(header.crystal)
        if header.pll > 1 + len(_PLL) or header.pll > 0 and self._crystal is None:
            raise Broken(f"the boot header asks for clock {header.pll} of crystal {header.crystal}, which there is not")
        self._root = min(header.pll, _ROOT_PLL)
        self._pll = max(header.pll - _ROOT_PLL, 0)
        self.bus_divider = header.bus_divider + 1
        self.core_hz = self._root_hz() // (header.core_divider + 1)
        self.glb_register = _ENABLES | self._pll << 4 | header.core_divider << 8 | header.bus_divider << 16
        self.hbn_register = self._root

    def _root_hz(self):
        return {_ROOT_RC32M: _RC32M, _ROOT_CRYSTAL: self._crystal, _ROOT_PLL: _PLL[self._pll]}[self._root]

    def uart_source_hz(self):
        """Before the divider of GLB+0x8. The SDK turns the PLL on whatever the core runs at, unless there is no crystal."""
        if self.hbn_register & _UART_SOURCE:
            return None if self._crystal is None else _UART_FROM_PLL
        return self._root_hz()


class Hbn:
    """HBN: its register of clocks; the others are not modelled."""

    _CLOCKS = 0x30

    def __init__(self, clocks, base, note):
        self._clocks = clocks
        self._note = note
        self._rest = Unmodelled("HBN (power, real-time clock)", base, note)

    def read(self, offset):
        return self._clocks.hbn_register if offset == self._CLOCKS else self._rest.read(offset)

    def write(self, offset, value):
        if offset != self._CLOCKS:
            self._rest.write(offset, value)
            return
        if (value ^ self._clocks.hbn_register) & 3:
            self._note("clocks", "changes of the core's clock (HBN+0x30) are not modelled: it stays as the boot ROM set it")
        self._clocks.hbn_register = value & ~3 | self._clocks.hbn_register & 3
