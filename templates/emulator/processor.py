"""
The core: Unicorn runs its code. What Unicorn leaves out is here: entering traps, mtvec in CLIC mode, counting time, and
finding out why it stopped. No address of the chip is known here.
"""

import ctypes
import mmap
import re
from collections import namedtuple

from ending import Broken
from unicorn import UC_ARCH_RISCV, UC_MODE_RISCV32, UC_PROT_ALL, UC_PROT_EXEC, UC_PROT_READ, Uc, UcError
from unicorn.unicorn_const import (
    UC_ERR_INSN_INVALID,
    UC_HOOK_BLOCK,
    UC_HOOK_CODE,
    UC_HOOK_INTR,
    UC_HOOK_MEM_INVALID,
    UC_MEM_FETCH_PROT,
    UC_MEM_FETCH_UNMAPPED,
    UC_MEM_WRITE_PROT,
    UC_MEM_WRITE_UNMAPPED,
)
from unicorn.riscv_const import (
    UC_RISCV_REG_A0,
    UC_RISCV_REG_MCAUSE,
    UC_RISCV_REG_MEPC,
    UC_RISCV_REG_MSTATUS,
    UC_RISCV_REG_MTVAL,
    UC_RISCV_REG_PC,
    UC_RISCV_REG_X0,
)

# Why execute() came back.
Deadline = namedtuple("Deadline", "")
Waiting = namedtuple("Waiting", "")  # wfi
Halt = namedtuple("Halt", "code")
Fault = namedtuple("Fault", "cause value access")  # access: (verb, size, address) of one that nothing answers

_ILLEGAL, _BREAKPOINT, _READ_FAULT, _WRITE_FAULT, _FETCH_FAULT = 2, 3, 5, 7, 1
_USER_CALL, _MACHINE_CALL = 8, 11
_MIE, _MPIE, _MPP = 1 << 3, 1 << 7, 3 << 11
_INTERRUPT, _MCAUSE_MPP, _MCAUSE_MPIE = 1 << 31, 3 << 28, 1 << 27
_SET_TRAP_VECTOR = re.compile(rb"\x73[\x10\x90][\x50-\x5f]\x30", re.DOTALL)  # csrw mtvec, x0 to x31
_NOWHERE = 0xFFFFFFFE
_TRAP_CYCLES = 8


class Processor:
    def __init__(self, clock):
        self._clock = clock
        self._uc = Uc(UC_ARCH_RISCV, UC_MODE_RISCV32)
        self._blocks_of_memory = []
        self._deadline = 0
        self._stop = None
        self._trap_vector = 0
        self._uc.hook_add(UC_HOOK_BLOCK, self._on_block)
        self._uc.hook_add(UC_HOOK_MEM_INVALID, self._on_bad_access)
        self._uc.hook_add(UC_HOOK_INTR, self._on_exception)

    def map_memory(self, addresses, size, is_writable=True, fill=0):
        """The same memory at each of the addresses."""
        memory = mmap.mmap(-1, size)
        if fill != 0:
            memory.write(bytes([fill]) * size)
        self._blocks_of_memory.append(memory)  # Unicorn has but a pointer to it
        pointer = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        for address in addresses:
            rights = UC_PROT_ALL if is_writable else UC_PROT_READ | UC_PROT_EXEC
            self._uc.mem_map_ptr(address, size, rights, pointer)

    def map_registers(self, address, size, device):
        def read(_uc, offset, length, _data):
            return device.read_bytes(offset, length)

        def write(_uc, offset, length, value, _data):
            device.write_bytes(offset, length, value)

        self._uc.mmio_map(address, size, read, None, write, None)

    def load(self, program):
        for address, content in program.segments:
            try:
                self._uc.mem_write(address, content)
            except UcError:
                where = f"{address:#x} to {address + len(content) - 1:#x}"
                raise Broken(f"{program.path} is not for this chip: it has bytes at {where}") from None
            self._watch_trap_vector(address, content)
        if "bljh_halt" in program.symbols:
            at = program.symbols["bljh_halt"]
            self._uc.hook_add(UC_HOOK_CODE, self._on_halt, begin=at, end=at)
        self.pc = program.entry

    @property
    def pc(self):
        return self._uc.reg_read(UC_RISCV_REG_PC)

    @pc.setter
    def pc(self, value):
        self._uc.reg_write(UC_RISCV_REG_PC, value)

    @property
    def takes_interrupts(self):
        return self._uc.reg_read(UC_RISCV_REG_MSTATUS) & _MIE != 0

    def execute(self, deadline):
        """Runs code until something is to be done; at the deadline (a cycle) or when hurry() was called at the latest."""
        self._deadline = deadline
        self._stop = None
        try:
            self._uc.emu_start(self.pc, _NOWHERE)
        except UcError as error:
            if self._stop is None:
                self._stop = self._explain(error)
        return Waiting() if self._stop is None else self._stop

    def hurry(self):
        """Something has changed that execute()'s caller must look at."""
        self._deadline = 0

    def enter_exception(self, fault):
        self._enter_trap(fault.cause, fault.value)

    def enter_interrupt(self, number):
        cause = _INTERRUPT | number
        if self._trap_vector & 2:
            # In CLIC mode mcause has a copy of mstatus.MPP and MPIE (CLIC specification).
            cause |= _MCAUSE_MPP | _MCAUSE_MPIE
        self._enter_trap(cause, 0)

    def _enter_trap(self, cause, value):
        vector = self._trap_vector & (~63 if self._trap_vector & 2 else ~3)
        if vector == 0 or vector == self.pc:
            what = "no trap handler was set" if vector == 0 else "the trap handler itself cannot be run"
            raise Broken(f"exception {cause & 0x3FF} at {self.pc:#x}, value {value:#x}: {what}")
        status = self._uc.reg_read(UC_RISCV_REG_MSTATUS)
        previous = _MPIE if status & _MIE else 0
        self._uc.reg_write(UC_RISCV_REG_MEPC, self.pc)
        self._uc.reg_write(UC_RISCV_REG_MCAUSE, cause)
        self._uc.reg_write(UC_RISCV_REG_MTVAL, value)
        self._uc.reg_write(UC_RISCV_REG_MSTATUS, status & ~(_MIE | _MPIE) | previous | _MPP)
        self._clock.cycles += _TRAP_CYCLES
        self.pc = vector

    def _on_block(self, uc, _address, size, _data):
        if self._clock.cycles >= self._deadline:
            self._stop = Deadline()
            uc.emu_stop()
            return
        # One cycle for two bytes of code: no caches, no memory that is slow. It keeps time going, and is no measurement.
        self._clock.cycles += size >> 1

    def _on_halt(self, uc, _address, _size, _data):
        self._stop = Halt(uc.reg_read(UC_RISCV_REG_A0))
        uc.emu_stop()

    def _on_bad_access(self, _uc, access, address, size, _value, _data):
        if access in (UC_MEM_FETCH_UNMAPPED, UC_MEM_FETCH_PROT):
            cause, verb = _FETCH_FAULT, "fetch"
        elif access in (UC_MEM_WRITE_UNMAPPED, UC_MEM_WRITE_PROT):
            cause, verb = _WRITE_FAULT, "write"
        else:
            cause, verb = _READ_FAULT, "read"
        self._stop = Fault(cause, address, (verb, size, address))
        return False

    def _on_exception(self, uc, number, _data):
        # Unicorn has stepped on by four bytes, however long the instruction is (seen with 2.1.4).
        self.pc = self.pc - 4
        self._stop = Fault(_MACHINE_CALL if number == _USER_CALL else number, 0, None)
        uc.emu_stop()

    def _explain(self, error):
        """What stopped Unicorn without a hook: ebreak, which it takes for an instruction that does not exist."""
        if error.errno != UC_ERR_INSN_INVALID:
            raise Broken(f"the emulator cannot go on at {self.pc:#x}: {error}")
        code = int.from_bytes(self._uc.mem_read(self.pc, 4), "little")
        is_break = code == 0x00100073 or code & 0xFFFF == 0x9002
        return Fault(_BREAKPOINT if is_break else _ILLEGAL, self.pc if is_break else 0, None)

    def _watch_trap_vector(self, address, content):
        """
        Unicorn drops a write to mtvec with a mode that it does not know, and CLIC mode is one. So each place that could
        be `csrw mtvec, REGISTER` gets a hook. What is no instruction there is never run.
        """
        for match in _SET_TRAP_VECTOR.finditer(content):
            source = UC_RISCV_REG_X0 + (int.from_bytes(match[0], "little") >> 15 & 31)
            at = address + match.start()
            self._uc.hook_add(UC_HOOK_CODE, self._on_trap_vector, source, begin=at, end=at)

    def _on_trap_vector(self, uc, _address, _size, source):
        self._trap_vector = uc.reg_read(source)
