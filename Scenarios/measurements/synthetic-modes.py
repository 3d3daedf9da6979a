#!/usr/bin/env python3
"""Writes synthetic-modes.csv: a made-up workload on a made-up board, to show what calibrate reads.

No board was measured. Time and power follow the closed forms of ModeTimeModel and ModePowerModel
with constants chosen here, 1.8 % and 1.7 % of noise, and two rows that are plainly wrong.
"""
import math
import random

CORES, CPU = [2, 4, 6, 8], [422400, 729600, 1036800, 1344000, 1651200, 1958400]
GPU = [306000000, 510000000, 714000000, 918000000, 1122000000]
MEMORY = [665600000, 1600000000, 2133000000]


def norm(parts, p):
    most = max(parts)
    return most * sum((x / most) ** p for x in parts) ** (1 / p)


def above(x):
    return 0.5 * (x + math.sqrt(x * x + 0.01))


def step(c, f, g, m):
    f, g, m = f / CPU[-1], g / GPU[-1], m / MEMORY[-1]
    a, d, b, w = 0.070, 0.040, 0.025, 0.150
    stretch, lost = 1 / f + 0.2 / m, 0.5 + 0.06 / f
    left, width = c - lost, 0.5 * c
    x = 0.5 * (left + math.sqrt(left * left + width * width))
    usable = x * (1 + (x / 6.0) ** 6) ** (-1 / 6)
    gpu = norm([a / g, d / m], 2.2)
    t = norm([gpu, b * stretch, w * stretch / usable], 4.0) + 0.004 + 0.003 / f
    busy = min(c, (b * stretch + w * stretch + 0.003 / f) / t + min(1, lost))
    vg, vf = 1 + 1.8 * above(g - 0.42), 1 + 1.6 * above(f - 0.38)
    power = 6.0 + 1.2 * m**1.6 + (0.2 + 0.5 * min(1, gpu / t)) * g * vg**2 + 1.1 * a / t * vg**2
    power += (0.01 * c + 0.03 * math.ceil(c / 4) + 0.12 * busy) * f * vf**2
    return t, power + 5.0 * d / t * m**-0.1


random.seed(4)
modes = [(c, f, g, m) for c in CORES for f in CPU for g in GPU for m in MEMORY]
print("# Synthetic: written by synthetic-modes.py. Nothing here was measured.")
print("cores,cpu,gpu,mem,observed_time,observed_power")
for index, mode in enumerate(random.sample(modes, 80)):
    t, p = step(*mode)
    t *= math.exp(random.gauss(0, 0.018)) * (2.5 if index == 20 else 1)
    p *= math.exp(random.gauss(0, 0.017)) * (0.7 if index == 50 else 1)
    print(",".join(map(str, mode)) + f",{t * 1e3:.3f},{p:.3f}")
