"""Elaborates Verilog files with slang and prints its remarks; ends with 1 if there are any. See slang.sh."""

import sys

import pyslang

top, *files = sys.argv[1:]
driver = pyslang.Driver()
driver.addStandardArgs()
# Reasons: unread fields are waived in hdl/verilog/verilator.vlt too; a signed number becomes plain bits of its width on purpose.
options = ["slang", "-Weverything", "-Wno-unused", "-Wno-sign-conversion", "-Werror", f"--top={top}", *files]
if not (driver.parseCommandLine(" ".join(options)) and driver.processOptions()):
    sys.exit(2)
sys.exit(0 if driver.parseAllSources() and driver.runFullCompilation(True) else 1)
