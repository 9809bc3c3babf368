"""
The trace: one line for each change of what a pin drives, with the chip's time. As text:

    pin 5 = 1 at 500.128 ms      the pin drives high; 0 is low, and - that it drives nothing any more

in a file whose name ends in .jsonl as JSON lines:

    {"pin": 5, "level": 1, "timeNs": 500128000}      level null for -
"""

import json
import sys

from ending import Broken


class PinTrace:
    def __init__(self, path, clock):
        """`path` None: no trace; `-`: standard error."""
        self._clock = clock
        self._as_json = path is not None and path.endswith(".jsonl")
        try:
            self._file = None if path is None else sys.stderr if path == "-" else open(path, "w", buffering=1)
        except OSError as error:
            raise Broken(f"the trace {path} cannot be written: {error.strerror}") from None

    def pin(self, pin, level):
        if self._file is None:
            return
        time = self._clock.nanoseconds
        if self._as_json:
            line = json.dumps({"pin": pin, "level": level, "timeNs": time})
        else:
            line = f"pin {pin} = {'-' if level is None else level} at {time / 1e6:.3f} ms"
        try:
            self._file.write(line + "\n")
        except OSError as error:
            raise Broken(f"the trace cannot be written: {error.strerror}") from None
