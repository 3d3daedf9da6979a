"""VGG-11 on cifar10-10k in PyTorch, with the recipe of Tidewatt's `train`: a line per epoch.

    python3 Benchmarks/pytorch/training_curve.py SEED > curve.csv
    tidewatt train vgg11 cifar10-10k --epochs 30 --learning-rate 0.02 --cosine --augment --seed SEED

The recipe: batches of 64, SGD with momentum 0.9, half a cosine from 0.02 to zero over 30 epochs, images
shifted by up to 4 pixels with black coming in and mirrored every other time, pixels from -1 to 1, He's
uniform weights, no bias to start with. Data come from the folder cifar10 in $TIDEWATT_DATA.
"""

import importlib.util
import lzma
import math
import os
import pathlib
import sys

import torch
from torch import nn
from torch.nn import functional as F

EPOCHS, BATCH, RATE, MOMENTUM, REACH = 30, 64, 0.02, 0.9, 4


def vgg11():
    path = pathlib.Path(__file__).parent.parent / "peers" / "pytorch-training.py"
    spec = importlib.util.spec_from_file_location("peer", path)
    peer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(peer)
    model = peer.vgg11()
    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return model


def images(name):
    path = pathlib.Path(os.environ["TIDEWATT_DATA"]) / "cifar10" / name
    records = torch.frombuffer(bytearray(lzma.open(path).read()), dtype=torch.uint8).view(-1, 3073)
    pixels = records[:, 1:].reshape(-1, 3, 32, 32).float() * (2 / 255) - 1
    return pixels, records[:, 0].long()


def augmented(batch):
    padded = F.pad(batch, [REACH] * 4, value=-1.0)
    result = torch.empty_like(batch)
    for i in range(len(batch)):
        y, x = torch.randint(0, 2 * REACH + 1, (2,)).tolist()
        image = padded[i, :, y : y + 32, x : x + 32]
        result[i] = image.flip(2) if torch.rand(()) < 0.5 else image
    return result


def main():
    torch.manual_seed(int(sys.argv[1]))
    torch.set_num_threads(1)
    x, y = images("decoded_train10000.bin.xz")
    test_x, test_y = images("decoded_test2000.bin.xz")
    model = vgg11()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)
    steps = math.ceil(len(x) / BATCH)
    print("epoch,loss,accuracy")
    for epoch in range(EPOCHS):
        model.train()
        order = torch.randperm(len(x))
        for step in range(steps):
            done = (epoch + step / steps) / EPOCHS
            for group in optimizer.param_groups:
                group["lr"] = RATE * (1 + math.cos(math.pi * done)) / 2
            ids = order[step * BATCH : (step + 1) * BATCH]
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(model(augmented(x[ids])), y[ids]).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            logits = torch.cat([model(part) for part in test_x.split(250)])
        loss = F.cross_entropy(logits, test_y).item()
        accuracy = (logits.argmax(1) == test_y).float().mean().item()
        print(f"{epoch + 1},{loss:.5f},{accuracy:.4f}", flush=True)


if __name__ == "__main__":
    main()
