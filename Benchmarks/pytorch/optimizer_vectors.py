"""Ten steps of each optimiser from PyTorch in float64, to test Tidewatt's.

The gradient of step s is formula.py's uniform(i, 40 + s), whatever the weights are.

    python3 Benchmarks/pytorch/optimizer_vectors.py > Tests/LearningTests/Vectors/optimizers.json
"""

import json

import torch

from formula import summary, uniform

COUNT, STEPS = 100, 10


def numbers(salt):
    return torch.tensor([uniform(i, salt) for i in range(COUNT)], dtype=torch.float64)


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "weight decay": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.05),
    "nesterov": lambda p: torch.optim.SGD(
        p, lr=0.1, momentum=0.8, weight_decay=0.01, nesterov=True
    ),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adam weight decay": lambda p: torch.optim.Adam(
        p, lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1
    ),
}


def main():
    cases = []
    for name, make in OPTIMIZERS.items():
        weights = numbers(39).requires_grad_(True)
        optimizer = make([weights])
        for step in range(STEPS):
            weights.grad = numbers(40 + step)
            optimizer.step()
        cases.append(summary(name, weights, 300))
    print(json.dumps({"madeBy": f"torch {torch.__version__}, float64", "cases": cases}, indent=1))


if __name__ == "__main__":
    main()
