"""20 steps of loss on Fashion-MNIST from PyTorch in float64, to test Tidewatt's training.

Weights come from formula.py, batches are the first images of the training set in their order. The
networks are LeNet-5 and the residual network of Tests/LearningTests/TrajectoryTests.swift.

    python3 Benchmarks/pytorch/trajectory_vectors.py > Tests/LearningTests/Vectors/trajectories.json
"""

import gzip
import json

import torch
from torch import nn
from torch.nn import functional as F

from layer_vectors import Block
from lenet5_vectors import LeNet5, fill

FOLDER = "/usr/share/datasets/fashion-mnist"
STEPS, BATCH = 20, 32


class SmallResidual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(16)
        self.block1 = Block(16, 16, 1)
        self.block2 = Block(16, 32, 2)
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        x = F.relu(self.norm1(self.conv1(x)))
        x = self.block2(self.block1(x))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


def read(name, header):
    with gzip.open(f"{FOLDER}/{name}.gz") as file:
        return file.read()[header:]


def losses(model, rate, momentum):
    fill(model)
    pixels = read("train-images-idx3-ubyte", 16)[: STEPS * BATCH * 784]
    labels = list(read("train-labels-idx1-ubyte", 8)[: STEPS * BATCH])
    x = torch.tensor(list(pixels), dtype=torch.float64) * 2 / 255 - 1
    x = x.reshape(-1, 1, 28, 28)
    y = torch.tensor(labels)
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum)
    result = []
    for step in range(STEPS):
        batch = slice(step * BATCH, (step + 1) * BATCH)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x[batch]), y[batch])
        loss.backward()
        optimizer.step()
        result.append(loss.item())
    return result


def main():
    torch.set_default_dtype(torch.float64)
    trajectories = []
    for name, model, rate in [("lenet5", LeNet5(), 0.001), ("residual", SmallResidual(), 0.01)]:
        trajectories.append(
            {
                "network": name,
                "batch": BATCH,
                "learningRate": rate,
                "momentum": 0.9,
                "losses": losses(model, rate, 0.9),
            }
        )
    print(json.dumps({"madeBy": f"torch {torch.__version__}, float64", "trajectories": trajectories}, indent=1))


if __name__ == "__main__":
    main()
