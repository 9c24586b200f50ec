"""Seconds a sample of a 784-256-10 network of snnTorch's Leaky neurons, forward pass in float, one core.

Usage: snntorch_forward.py SAMPLES STEPS BATCH. Prints one JSON object. Needs torch and snntorch from PyPI.
"""

import json
import sys
import time

import snntorch
import torch

samples, steps, batch = (int(argument) for argument in sys.argv[1:4])
torch.set_num_threads(1)
torch.manual_seed(1)
hidden, output = torch.nn.Linear(784, 256), torch.nn.Linear(256, 10)
first, second = snntorch.Leaky(beta=0.95), snntorch.Leaky(beta=0.95)
# As many input spikes as the digits of MNIST give: 13 % of pixel intensity, at 0.9 spikes a step.
spikes = (torch.rand(steps, batch, 784) < 0.13 * 0.9).float()


def show():
    state, readout = first.init_leaky(), second.init_leaky()
    fired = 0
    for step in range(steps):
        spike, state = first(hidden(spikes[step]), state)
        spike, readout = second(output(spike), readout)
        fired += spike.sum().item()
    return fired


with torch.no_grad():
    show()
    start = time.perf_counter()
    for _ in range(samples // batch):
        show()
    seconds = (time.perf_counter() - start) / (samples // batch * batch)
print(json.dumps({"seconds": seconds, "torch": torch.__version__, "snntorch": snntorch.__version__}))
