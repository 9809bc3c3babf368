"""
Runs a program of a BL602: python3 templates/emulator PROGRAM.elf [options]. bljh run does; README.md has the rest.
"""

import argparse
import json
import signal
import sys

from bl602 import Bl602
from ending import Ending
from program import Program

MACHINES = {"bl602": Bl602}


def parse_arguments():
    parser = argparse.ArgumentParser(prog="emulator", description="Runs a program of a BL602.")
    parser.add_argument("program", help="the ELF file")
    parser.add_argument("--machine", choices=MACHINES, default="bl602")
    parser.add_argument("--boot-header", metavar="IMAGE", help="the flash image whose boot header says what clocks there are")
    parser.add_argument("--limit", type=float, default=60, help="seconds of the chip's time (default: 60)")
    parser.add_argument("--trace", metavar="FILE", help="where changes of pins are written; - is standard error")
    parser.add_argument("--real-time", action="store_true", help="wait as long as the program does")
    parser.add_argument("--report", metavar="FILE", help="where is written how the run ended, as JSON")
    return parser.parse_args()


def make_note():
    """Tells each thing once, on standard error."""
    told = set()

    def note(key, text):
        if key not in told:
            told.add(key)
            print(f"emulator: {text}", file=sys.stderr, flush=True)

    return note


def run(arguments):
    try:
        program = Program(arguments.program)
        machine = MACHINES[arguments.machine](
            program, arguments.boot_header, arguments.trace, arguments.real_time, make_note()
        )
        machine.run(arguments.limit)
    except Ending as ending:
        return ending
    raise AssertionError("a run ends by raising")


def main():
    # As for any program in a pipe or a terminal: these end it, without a traceback.
    for name in ("SIGINT", "SIGPIPE"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    arguments = parse_arguments()
    ending = run(arguments)
    if arguments.report is not None:
        with open(arguments.report, "w") as file:
            json.dump(ending.report, file)
    elif "message" in ending.report:
        print(f"emulator: {ending.report['message']}", file=sys.stderr)
    return ending.exit_code


sys.exit(main())
