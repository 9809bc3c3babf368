"""Standard input and output as the other end of a serial line: bytes, unbuffered, and no wait unless asked for."""

import os
import select

from ending import Broken


class Console:
    def __init__(self):
        self.is_open = True  # more input may come

    def write(self, byte):
        try:
            os.write(1, bytes([byte]))
        except OSError as error:
            raise Broken(f"the program's output cannot be written: {error.strerror}") from None

    def read(self, most, timeout=0):
        """What has come, at most that many bytes; b"" after `timeout` seconds (None: no end) without any."""
        if not self.is_open:
            return b""
        try:
            ready, _, _ = select.select([0], [], [], timeout)
            data = os.read(0, most) if ready else None
        except (OSError, ValueError):
            data = b""
        if data == b"":
            self.is_open = False
        return data or b""
