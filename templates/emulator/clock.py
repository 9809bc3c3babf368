"""The time of the chip, in cycles of its core. It runs while code runs, and jumps while the core waits."""


class Clock:
    def __init__(self, hz):
        self.hz = hz
        self.cycles = 0

    @property
    def nanoseconds(self):
        return self.cycles * 1_000_000_000 // self.hz


class CoreTimer:
    """
    mtime, mtimecmp and msip of hart 0 (NuttX hardware/bl602_clic.h). mtime counts the bus clock through the divider of
    GLB+0x90. What the boot code leaves in that register is unknown; so mtime stands still until the program sets it.
    """

    _MSIP, _COMPARE, _TIME = 0x0000, 0x4000, 0xBFF8

    def __init__(self, clock, bus_divider, changed):
        self._clock = clock
        self._bus_divider = bus_divider
        self._changed = changed
        self._compare = (1 << 64) - 1
        self._software = 0
        self._ticks = 0  # at _since
        self._since = 0
        self._cycles_per_tick = None

    def set_divider(self, divider):
        """`None` stops the timer."""
        self._ticks, self._since = self.now(), self._clock.cycles
        self._cycles_per_tick = None if divider is None else (divider + 1) * self._bus_divider
        self._changed()

    def now(self):
        if self._cycles_per_tick is None:
            return self._ticks
        return self._ticks + (self._clock.cycles - self._since) // self._cycles_per_tick

    def is_due(self):
        return self.now() >= self._compare

    def software_interrupt(self):
        return self._software & 1 == 1

    def due_at(self):
        """The cycle at which mtimecmp is reached, or None: the timer stands, or nothing is set for 1,000 years."""
        if self._cycles_per_tick is None or self._compare >> 62:
            return None
        return self._since + max(0, self._compare - self._ticks) * self._cycles_per_tick

    def read(self, offset):
        if offset in (self._TIME, self._TIME + 4):
            return self.now() >> (offset - self._TIME) * 8 & 0xFFFFFFFF
        if offset in (self._COMPARE, self._COMPARE + 4):
            return self._compare >> (offset - self._COMPARE) * 8 & 0xFFFFFFFF
        return self._software if offset == self._MSIP else 0

    def write(self, offset, value):
        if offset in (self._COMPARE, self._COMPARE + 4):
            shift = (offset - self._COMPARE) * 8
            self._compare = self._compare & ~(0xFFFFFFFF << shift) | value << shift
        elif offset == self._MSIP:
            self._software = value & 1
        elif offset in (self._TIME, self._TIME + 4):
            shift = (offset - self._TIME) * 8
            self._ticks = self.now() & ~(0xFFFFFFFF << shift) | value << shift
            self._since = self._clock.cycles
        self._changed()
