"""SimPy's event loop and its processes on the hold model.

Prints millions of events per second of processor time.
    simpy-engine.py timers|processes COUNT
"""

import random
import sys
import time

import simpy

kind, count = sys.argv[1], int(sys.argv[2])
events = 300_000 if count > 10_000 else 500_000
source = random.Random(1)
spans = [source.expovariate(1.0) for _ in range(65536)]
environment = simpy.Environment()
handled = 0


def fire(_event):
    global handled
    handled += 1
    timeout = environment.timeout(spans[handled & 65535])
    timeout.callbacks.append(fire)


def sleeper(number):
    global handled
    cursor = number * 61
    while True:
        yield environment.timeout(spans[cursor & 65535])
        cursor += 1
        handled += 1


for number in range(count):
    if kind == "timers":
        timeout = environment.timeout(spans[number * 7 & 65535])
        timeout.callbacks.append(fire)
    else:
        environment.process(sleeper(number))
environment.run(until=0.01)
before = handled
start = time.process_time()
environment.run(until=0.01 + events / count)
print((handled - before) / (time.process_time() - start) / 1e6)
