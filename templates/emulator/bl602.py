"""
The BL602: its memory map, its devices wired together, and the loop that runs a program. Addresses: vendor's manual
BL602_RM (SystemAndMemoryOverview), NuttX hardware/bl602_memorymap.h; templates/emulator/README.md says what is left out.
"""

import time

import interrupts
from bus import Bus, Unmodelled
from clock import Clock, CoreTimer
from clocks import BootHeader, Clocks, Hbn
from console import Console
from ending import Broken, Halted, TimeIsUp, WaitsForEver
from glb import Glb
from interrupts import Clic
from pin_trace import PinTrace
from processor import Deadline, Fault, Halt, Processor, Waiting
from uart import Line, Uart

_K = 1024
_FLASH, _FLASH_SIZE = 0x23000000, 4096 * _K
# TCM0 from its 33rd KiB (the first 32 serve as cache), TCM1, RAM and WRAM: one stretch, for data and for code.
_RAM, _RAM_AS_CODE, _RAM_SIZE = 0x42010000, 0x22010000, 240 * _K
_RETENTION_RAM = 0x40010000
_CORE_TIMER, _CLIC, _PERIPHERALS = 0x02000000, 0x02800000, 0x40000000
_GLB, _UART0, _UART1, _HBN = 0x0000, 0xA000, 0xA100, 0xF000
_UNMODELLED = [
    (0x1000, 0x1000, "RF"),
    (0x2000, 0x1000, "GPIP (ADC, DAC)"),
    (0x3000, 0x1000, "SEC_DBG"),
    (0x4000, 0x1000, "SEC_ENG"),
    (0x7000, 0x1000, "EFUSE"),
    (0x9000, 0x1000, "L1C (cache)"),
    (0xA200, 0x100, "SPI"),
    (0xA300, 0x100, "I2C"),
    (0xA400, 0x100, "PWM"),
    (0xA500, 0x100, "TIMER (timers, watchdog)"),
    (0xA600, 0x100, "IR"),
    (0xB000, 0x1000, "SF_CTRL (flash controller)"),
    (0xC000, 0x1000, "DMA"),
    (0xE000, 0x1000, "PDS (power)"),
]

_LOOK_AGAIN = 64  # cycles, while an interrupt waits for the program to let it in
_LOOKS_FOR_INPUT = 1000  # a second
_MOST_FAULTS = 100


class Bl602:
    def __init__(self, program, boot_header_file, trace_file, is_real_time, note):
        self._program = program
        self._note = note
        clocks = Clocks(BootHeader(boot_header_file))
        self._clock = Clock(clocks.core_hz)
        self._processor = Processor(self._clock)
        hurry = self._processor.hurry
        self._timer = CoreTimer(self._clock, clocks.bus_divider, hurry)
        glb = Glb(clocks, self._timer, PinTrace(trace_file, self._clock), note)
        line = Line(glb, Console(), program.symbols)
        self._uarts = {
            interrupt: Uart(number, line, hurry, note)
            for number, interrupt in enumerate([interrupts.UART0, interrupts.UART1])
        }
        self._clic = Clic(hurry)
        self._clic.connect(interrupts.SOFTWARE, self._timer.software_interrupt)
        self._clic.connect(interrupts.TIMER, self._timer.is_due)
        for interrupt, uart in self._uarts.items():
            self._clic.connect(interrupt, uart.wants_interrupt)
        self._is_real_time = is_real_time
        self._faults = 0
        self._map(glb, Hbn(clocks, _PERIPHERALS + _HBN, note))

    def _map(self, glb, hbn):
        processor = self._processor
        processor.map_memory([_FLASH], _FLASH_SIZE, is_writable=False, fill=0xFF)
        processor.map_memory([_RAM, _RAM_AS_CODE], _RAM_SIZE)
        processor.map_memory([_RETENTION_RAM], 4 * _K)
        processor.map_registers(_CORE_TIMER, 0x10000, Bus(self._timer))
        processor.map_registers(_CLIC, 0x1000, self._clic)
        bus = Bus(Unmodelled("what lies in 0x40000000 to 0x4000ffff outside of any known device", _PERIPHERALS, self._note))
        bus.connect(_GLB, 0x1000, glb)
        for offset, uart in zip([_UART0, _UART1], self._uarts.values()):
            bus.connect(offset, 0x100, uart)
        bus.connect(_HBN, 0x1000, hbn)
        for offset, length, name in _UNMODELLED:
            bus.connect(offset, length, Unmodelled(name, _PERIPHERALS + offset, self._note))
        processor.map_registers(_PERIPHERALS, 0x10000, bus)

    def run(self, limit_seconds):
        """Runs until the program ends; always leaves by raising an Ending."""
        self._processor.load(self._program)
        if "bljh_halt" not in self._program.symbols:
            self._note("halt", "the program has no symbol bljh_halt: where it ends is unknown")
        self._limit = int(limit_seconds * self._clock.hz)
        self._started = time.monotonic()
        while True:
            self._go_on(self._processor.execute(self._next_deadline()))
            if self._clock.cycles >= self._limit:
                raise TimeIsUp(self._limit / self._clock.hz)
            number = self._clic.next()
            if number is not None and self._processor.takes_interrupts:
                self._clic.claim(number)
                self._processor.enter_interrupt(number)

    def _go_on(self, stop):
        if isinstance(stop, Halt):
            raise Halted(stop.code)
        if isinstance(stop, Fault):
            self._tell_fault(stop)
            self._processor.enter_exception(stop)
        elif isinstance(stop, Waiting):
            self._wait()
        elif isinstance(stop, Deadline):
            for uart in self._uarts.values():
                if uart.may_interrupt():
                    uart.take_input()

    def _next_deadline(self):
        now = self._clock.cycles
        if self._clic.next() is not None:
            return now + _LOOK_AGAIN
        deadlines = [self._limit]
        if self._waking_uart() is not None:
            deadlines.append(now + self._clock.hz // _LOOKS_FOR_INPUT)
        due = self._timer.due_at()
        if due is not None and self._clic.is_enabled(interrupts.TIMER):
            deadlines.append(due)
        return max(now + 1, min(deadlines))

    def _wait(self):
        """wfi: time jumps to the next interrupt, unless input comes first. Without a timer it waits for input."""
        while self._clic.next() is None:
            due = self._timer.due_at() if self._clic.is_enabled(interrupts.TIMER) else None
            uart = self._waking_uart()
            if due is None and uart is None:
                raise WaitsForEver(self._processor.pc)
            until = self._limit if due is None else min(due, self._limit)
            if self._is_real_time:
                self._pace(until, uart)
            elif uart is not None:
                uart.take_input(None if due is None else 0)
            if self._clic.next() is None and (due is not None or self._is_real_time):
                self._clock.cycles = max(self._clock.cycles, until)
            if self._clock.cycles >= self._limit:
                raise TimeIsUp(self._limit / self._clock.hz)

    def _pace(self, until, uart):
        """Lets as much time pass as the chip waits; input ends it early."""
        seconds = max(0, until / self._clock.hz - (time.monotonic() - self._started))
        if uart is None:
            time.sleep(seconds)
            return
        uart.take_input(seconds)
        passed = int((time.monotonic() - self._started) * self._clock.hz)
        if self._clic.next() is not None:
            self._clock.cycles = max(self._clock.cycles, min(passed, until))

    def _waking_uart(self):
        """The UART whose input can end a wait, or None: both share one line of input."""
        for interrupt, uart in self._uarts.items():
            if self._clic.is_enabled(interrupt) and uart.may_interrupt():
                return uart
        return None

    def _tell_fault(self, fault):
        self._faults += 1
        if self._faults > _MOST_FAULTS:
            raise Broken(f"the program runs from one exception into the next, at {self._processor.pc:#x} now")
        if fault.access is None:
            return
        verb, size, address = fault.access
        why = "flash cannot be written" if _FLASH <= address < _FLASH + _FLASH_SIZE else "nothing is there"
        at = self._processor.pc
        self._note(
            f"fault {at}", f"{verb} of {size} bytes at address {address:#x} by the code at {at:#x}: {why}; exception {fault.cause}"
        )
