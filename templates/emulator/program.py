"""Reads a program: the loaded bytes, the entry and the symbols of a 32-bit RISC-V ELF file."""

import struct

from ending import Broken

_EM_RISCV = 243
_PT_LOAD = 1
_SHT_SYMTAB = 2


class Program:
    def __init__(self, path):
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            raise Broken(f"{path} cannot be read: {error.strerror}") from None
        if data[:4] != b"\x7fELF":
            raise Broken(f"{path} is not an ELF file")
        if data[4:6] != b"\x01\x01" or struct.unpack_from("<H", data, 18)[0] != _EM_RISCV:
            raise Broken(f"{path} is not a program for 32-bit RISC-V")
        self.path = path
        try:
            self._read(data)
        except (struct.error, ValueError, IndexError):
            raise Broken(f"{path} is cut off or damaged") from None

    def _read(self, data):
        self.entry, program_headers, section_headers = struct.unpack_from("<III", data, 24)
        size, count = struct.unpack_from("<HH", data, 42)
        headers = [struct.unpack_from("<8I", data, program_headers + i * size) for i in range(count)]
        # A chip is programmed at the physical addresses: .data's image lies in flash.
        self.segments = [(h[3], _slice(data, h[1], h[4])) for h in headers if h[0] == _PT_LOAD and h[4] > 0]
        size, count = struct.unpack_from("<HH", data, 46)
        sections = [struct.unpack_from("<10I", data, section_headers + i * size) for i in range(count)]
        self.symbols = {}
        for section in sections:
            if section[1] == _SHT_SYMTAB:
                names = sections[section[6]][4]
                for at in range(section[4], section[4] + section[5], 16):
                    name, value = struct.unpack_from("<II", data, at)
                    text = data[names + name : data.index(b"\0", names + name)]
                    self.symbols[text.decode("latin-1")] = value


def _slice(data, offset, size):
    if offset + size > len(data):
        raise ValueError
    return data[offset : offset + size]
