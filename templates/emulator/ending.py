"""The ways in which a run ends. Whoever notices raises one; only __main__ catches them."""


class Ending(Exception):
    """`report` is what bljh reads from the report file (src/pipelines/emulator-report.ts)."""

    exit_code = 1

    def __init__(self, **report):
        super().__init__(report.get("message", report["end"]))
        self.report = report


class Halted(Ending):
    """The program has ended: bljh_halt was reached, with its exit code in a0."""

    def __init__(self, code):
        super().__init__(end="exited", exitCode=code & 0xFF)
        self.exit_code = code & 0xFF


class TimeIsUp(Ending):
    def __init__(self, seconds):
        super().__init__(end="time-limit", message=f"it was still running after {seconds:g} s of the chip's time")


class WaitsForEver(Ending):
    def __init__(self, address):
        super().__init__(end="waits", message=f"it waits at {address:#x}, no timer is set, and no input can come")


class Broken(Ending):
    """It cannot go on: no such file, not a program for this chip, a fault without a handler."""

    def __init__(self, message):
        super().__init__(end="error", message=message)
