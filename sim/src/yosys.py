"""The `yosys` command for the Python package `pyosys`, which brings the library and no program.

Understands what Spindle uses: -V, --datdir (where the cell models lie), and commands from -s SCRIPT (one command a
line) or -p COMMANDS (separated by semicolons).
"""

import argparse
import os

import pyosys


def commands(options):
    if options.script is None:
        return (options.commands or "").split(";")
    with open(options.script, encoding="utf-8") as file:
        return file.read().splitlines()


def main():
    parser = argparse.ArgumentParser(prog="yosys")
    parser.add_argument("-V", dest="version", action="store_true")
    parser.add_argument("--datdir", action="store_true")
    parser.add_argument("-s", dest="script")
    parser.add_argument("-p", dest="commands")
    options = parser.parse_args()
    if options.version:
        from importlib.metadata import version

        print("Yosys", version("pyosys"), "(pyosys)")
        return
    if options.datdir:
        print(os.path.join(os.path.dirname(pyosys.__file__), "share"))
        return
    from pyosys import libyosys

    design = libyosys.Design()
    for command in commands(options):
        command = command.strip()
        if command and not command.startswith("#"):
            libyosys.run_pass(command, design)


if __name__ == "__main__":
    main()
