"""An unchanged LiteX client: port, csr.csv, and what the core holds (error gain, weights of the first word)."""

import signal
import sys

from litex.tools.remote.comm_uart import CommUART

# The client itself waits for ever for an answer that does not come.
signal.alarm(600)
port, csr, gain, *weights = sys.argv[1:]
board = CommUART(port, 115200, csr_csv=csr)
identity = board.regs.spindle_identity.read()
assert identity == 0x53504E44, hex(identity)
assert board.constants.spindle_lanes == len(weights)
faults = board.regs.spindle_faults.read()
compared = 1

assert board.regs.spindle_error_gain.read() == int(gain)
for value in (0, 1, 0x1234, 0x7FFF, int(gain)):
    board.regs.spindle_error_gain.write(value)
    assert board.regs.spindle_error_gain.read() == value, value
    compared += 1

found = board.read(board.mems.spindle_weight.base, len(weights))
assert found == [int(weight) % 2**32 for weight in weights], found
compared += len(found)

# A step as an event, in a burst to one address.
steps, accepted = board.regs.spindle_steps.read(), board.regs.spindle_accepted.read()
board.write(board.regs.spindle_event.addr, [2 << 16, 2 << 16], burst="fixed")
assert board.regs.spindle_accepted.read() == accepted + 2
while board.regs.spindle_steps.read() != steps + 2:
    pass
compared += 2
assert board.regs.spindle_faults.read() == faults
print("compared", compared)
