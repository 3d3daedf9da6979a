"""Samples per second of PyTorch training on the processor: the better of its two layouts.

usage: pytorch-training.py lenet5|vgg11|resnet18|mobilenet-v1 BATCH THREADS

Forward, backward and SGD with momentum on random images, after warming up.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

SECONDS = 2.0


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(inplace=True), nn.Linear(120, 84), nn.ReLU(inplace=True),
        nn.Linear(84, 10),
    )


def vgg11():
    layers, inputs = [], 3
    for group in [[64], [128], [256, 256], [512, 512], [512, 512]]:
        for outputs in group:
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs)]
            layers.append(nn.ReLU(inplace=True))
            inputs = outputs
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(512, 10))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs),
        )
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x), inplace=True)


def resnet18():
    layers = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True)]
    inputs = 64
    for stage, outputs in enumerate([64, 128, 256, 512]):
        for number in range(2):
            layers.append(Block(inputs, outputs, 2 if stage > 0 and number == 0 else 1))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def mobilenet():
    layers = [nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(inplace=True)]
    inputs = 32
    pairs = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
    pairs += [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    for outputs, stride in pairs:
        layers += [
            nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False),
            nn.BatchNorm2d(inputs), nn.ReLU(inplace=True),
            nn.Conv2d(inputs, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs), nn.ReLU(inplace=True),
        ]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 10))


MODELS = {"lenet5": lenet5, "vgg11": vgg11, "resnet18": resnet18, "mobilenet-v1": mobilenet}


def rate(name, batch, layout):
    model = MODELS[name]().to(memory_format=layout)
    shape = (batch, 1, 28, 28) if name == "lenet5" else (batch, 3, 32, 32)
    x = torch.randn(shape).to(memory_format=layout)
    y = torch.randint(0, 10, (batch,))
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9)

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

    for _ in range(3):
        step()
    steps, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        step()
        steps += 1
    return steps * batch / (time.perf_counter() - start)


def main():
    name, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    layouts = [torch.contiguous_format, torch.channels_last]
    print(max(rate(name, batch, layout) for layout in layouts))


if __name__ == "__main__":
    main()
