"""Gradients and a loss trajectory of LeNet-5 from PyTorch in float64, to test Tidewatt's kernels.

Weights, pixels and labels come from a formula that Tests/LearningTests/FormulaNumbers.swift
evaluates as well, so the file holds only results: per tensor its gradient's norm, its largest
entry and sampled entries.

    pip install torch
    python3 Benchmarks/pytorch/lenet5_vectors.py > Tests/LearningTests/Vectors/lenet5.json
"""

import json
import math

import torch
from torch import nn
from torch.nn import functional as F

from formula import uniform, word

SAMPLES = 640
GRADIENT_BATCH = 96  # one full chunk of 64 and a part
TRAJECTORY_STEPS = 20
TRAJECTORY_BATCH = 32
# Small enough for a smooth trajectory: at 0.005 PyTorch's own float32 and float64 differ by 1.6e-3
# after 20 steps, because a ReLU or a maximum close to a tie falls to the other side.
LEARNING_RATE = 0.002
MOMENTUM = 0.9
ENTRIES = 20


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc3(F.relu(self.fc2(x)))


def fill(model):
    """Weights and biases by the number of inputs; batch normalisation stays as it starts."""
    fan_in = 1
    for salt, (name, tensor) in enumerate(model.named_parameters()):
        if "norm" in name:
            continue
        if name.endswith("weight"):
            fan_in = math.prod(tensor.shape[1:])
        scale = 2.0 ** (2 - math.floor(math.log2(math.sqrt(fan_in))))
        if name.endswith("bias"):
            scale /= 4
        values = [scale * uniform(i, salt) for i in range(tensor.numel())]
        with torch.no_grad():
            tensor.copy_(torch.tensor(values, dtype=torch.float64).reshape(tensor.shape))


def images():
    pixels = [word(i, 100) >> 24 for i in range(SAMPLES * 784)]
    labels = [word(i, 101) % 10 for i in range(SAMPLES)]
    x = torch.tensor(pixels, dtype=torch.float64) * 2 / 255 - 1
    return x.reshape(SAMPLES, 1, 28, 28), torch.tensor(labels)


def main():
    torch.set_default_dtype(torch.float64)
    x, y = images()
    model = LeNet5()
    fill(model)
    loss = F.cross_entropy(model(x[:GRADIENT_BATCH]), y[:GRADIENT_BATCH])
    loss.backward()
    tensors = []
    for salt, (name, tensor) in enumerate(model.named_parameters()):
        gradient = tensor.grad.flatten()
        chosen = [word(i, 200 + salt) % gradient.numel() for i in range(ENTRIES)]
        tensors.append(
            {
                "name": name.replace("weight", "weights"),
                "norm": gradient.norm().item(),
                "largest": gradient.abs().max().item(),
                "entries": [{"index": i, "value": gradient[i].item()} for i in chosen],
            }
        )

    fill(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    losses = []
    for step in range(TRAJECTORY_STEPS):
        batch = slice(step * TRAJECTORY_BATCH, (step + 1) * TRAJECTORY_BATCH)
        optimizer.zero_grad()
        step_loss = F.cross_entropy(model(x[batch]), y[batch])
        step_loss.backward()
        optimizer.step()
        losses.append(step_loss.item())

    print(
        json.dumps(
            {
                "madeBy": f"torch {torch.__version__}, float64",
                "samples": SAMPLES,
                "gradientBatch": GRADIENT_BATCH,
                "loss": loss.item(),
                "tensors": tensors,
                "trajectory": {
                    "batch": TRAJECTORY_BATCH,
                    "learningRate": LEARNING_RATE,
                    "momentum": MOMENTUM,
                    "losses": losses,
                },
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
