"""Outputs and gradients of single layers from PyTorch in float64, to test Tidewatt's kernels.

Inputs, weights and output gradients come from formula.py; the cases are those of
Tests/LearningTests/LayerVectorTests.swift, by name.

    python3 Benchmarks/pytorch/layer_vectors.py > Tests/LearningTests/Vectors/layers.json
"""

import json

import torch
from torch import nn
from torch.nn import functional as F

from formula import summary, uniform

INPUT, OUTPUT, PARAMETER = 100, 900, 10


def tensor(shape, salt, scale=1.0, offset=0.0):
    count = 1
    for length in shape:
        count *= length
    values = [offset + scale * uniform(i, salt) for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def coarse(shape):
    """Few different values, so that windows have ties."""
    return (tensor(shape, INPUT) * 6).round() / 2


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        if stride != 1 or inputs != outputs:
            self.projection = nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False)
            self.projection_norm = nn.BatchNorm2d(outputs)
        else:
            self.projection = None

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        side = x if self.projection is None else self.projection_norm(self.projection(x))
        return F.relu(y + side)


class Frozen(nn.Module):
    """Batch normalisation with the running statistics."""

    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        self.norm.eval()
        return self.norm(x)


def conv(shape, outputs, size, **options):
    return shape, nn.Conv2d(shape[1], outputs, size, **options)


def depthwise(shape, size, **options):
    return shape, nn.Conv2d(shape[1], shape[1], size, groups=shape[1], bias=False, **options)


CASES = {
    "conv": conv([3, 16, 9, 7], 32, 3, padding=1),
    "conv first": conv([2, 3, 12, 12], 64, 3, padding=1),
    "conv stride": conv([3, 32, 9, 8], 16, 3, stride=2, padding=1),
    "conv dilation": conv([2, 16, 13, 13], 16, 3, padding=2, dilation=2),
    "conv all": conv([2, 32, 15, 14], 32, 5, stride=3, padding=4, dilation=2, groups=2),
    "conv groups": conv([2, 64, 6, 6], 32, 3, padding=1, groups=2, bias=False),
    "conv winograd": conv([6, 32, 14, 13], 48, 3, padding=1),
    "conv winograd weights": conv([3, 32, 9, 10], 48, 3, padding=1, bias=False),
    "conv small image": conv([16, 128, 4, 3], 144, 3, padding=1),
    "conv smallest image": conv([24, 128, 2, 2], 128, 3, padding=1, bias=False),
    "conv small groups": conv([2, 8, 7, 7], 12, 3, padding=1, groups=4),
    "conv small channels": conv([3, 3, 10, 9], 5, 3, padding=1, bias=False),
    "conv pointwise stride": conv([3, 32, 8, 8], 64, 1, stride=2, bias=False),
    "depthwise": depthwise([3, 32, 9, 9], 3, padding=1),
    "depthwise stride": depthwise([2, 48, 8, 8], 3, stride=2, padding=1),
    "depthwise dilation": depthwise([2, 16, 11, 10], 3, padding=2, dilation=2),
    "depthwise small image": depthwise([4, 64, 2, 2], 3, padding=1),
    "depthwise few channels": depthwise([2, 6, 8, 7], 5, stride=2, padding=2),
    "norm": ([4, 16, 5, 6], nn.BatchNorm2d(16)),
    "norm odd channels": ([3, 5, 4, 4], nn.BatchNorm2d(5)),
    "norm relu": ([4, 32, 5, 5], nn.Sequential(nn.BatchNorm2d(32), nn.ReLU())),
    "norm frozen": ([3, 16, 4, 4], Frozen(16)),
    "max ties": ([2, 16, 8, 8], nn.MaxPool2d(2)),
    "max overlapping ties": ([2, 16, 9, 9], nn.MaxPool2d(3, stride=2, padding=1)),
    "max remainder": ([2, 3, 7, 7], nn.MaxPool2d(2)),
    "average": ([2, 16, 8, 8], nn.AvgPool2d(2)),
    "average padded": ([2, 16, 9, 9], nn.AvgPool2d(3, stride=2, padding=1)),
    "global average": ([2, 32, 4, 3], nn.AdaptiveAvgPool2d(1)),
    "linear": ([3, 20, 3, 2], nn.Sequential(nn.Flatten(), nn.Linear(120, 17))),
    "relu": ([2, 5, 3, 3], nn.ReLU()),
    "residual": ([3, 16, 6, 6], Block(16, 16, 1)),
    "residual projection": ([3, 16, 6, 6], Block(16, 32, 2)),
}


def run(name, shape, layer):
    layer.double().train()
    for salt, (key, parameter) in enumerate(layer.named_parameters()):
        is_norm = parameter.dim() == 1 and "norm" in (key + name) and key.endswith("weight")
        with torch.no_grad():
            parameter.copy_(tensor(parameter.shape, PARAMETER + salt, 0.5, 1 if is_norm else 0))
    if name == "norm frozen":
        layer.norm.running_mean.copy_(tensor([shape[1]], 50))
        layer.norm.running_var.copy_(tensor([shape[1]], 51, 1, 1))
    x = coarse(shape) if "ties" in name else tensor(shape, INPUT)
    x.requires_grad_(True)
    y = layer(x)
    y.backward(tensor(y.shape, OUTPUT))
    results = [summary("output", y, 300), summary("input", x.grad, 301)]
    for salt, (key, parameter) in enumerate(layer.named_parameters()):
        results.append(summary(key, parameter.grad, 310 + salt))
    return {"name": name, "shape": shape, "tensors": results}


def main():
    cases = [run(name, shape, layer) for name, (shape, layer) in CASES.items()]
    lines = ",\n ".join(json.dumps(case) for case in cases)
    print(f'{{"madeBy": "torch {torch.__version__}, float64",\n "cases": [\n {lines}]}}')


if __name__ == "__main__":
    main()
