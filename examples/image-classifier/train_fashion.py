#!/usr/bin/python3
"""Trains the Fashion-MNIST classifier and writes its ONNX file and golden samples.

The folder holds the four idx files as Debian's dataset-fashion-mnist installs them. The test pictures
are read once, at the end, for the accuracy that model.yaml states.

    OMP_NUM_THREADS=1 /usr/bin/python3 train_fashion.py --data /usr/share/datasets/fashion-mnist --out ../../models/fashion-classifier
"""

import argparse
import gzip
import pathlib

import numpy as np
import torch

import classifier

CLASSES = ("t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle-boot")
MEAN, STD = (0.286,), (0.353,)


def pictures(folder, part):
    """The part's pictures as uint8 [n,1,28,28] and their class numbers, in file order."""
    with gzip.open(folder / f"{part}-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)
    with gzip.open(folder / f"{part}-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    return torch.from_numpy(images.copy()), torch.from_numpy(labels.astype(np.int64))


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", required=True, type=pathlib.Path, help="the folder of idx files")
    options.add_argument("--out", required=True, type=pathlib.Path, help="the model's folder")
    options.add_argument("--epochs", type=int, default=8)
    args = options.parse_args()

    classifier.seed()
    images, labels = pictures(args.data, "train")
    net = classifier.Net(channels=1, side=28, first=16, second=32, hidden=128)
    classifier.train(net, classifier.normalise(images, MEAN, STD), labels, args.epochs, peak_rate=2e-3, shift=1)

    net = net.folded()
    images, labels = pictures(args.data, "t10k")
    images = classifier.normalise(images, MEAN, STD)
    print(f"accuracy {classifier.accuracy(net, images, labels):.4f} on {len(labels)} test pictures")

    first = {name: (labels == CLASSES.index(name)).nonzero()[0].item() for name in ("ankle-boot", "bag", "trouser")}
    classifier.export(net, images[:1], args.out / "fashion-classifier.onnx")
    classifier.golden(net, {name: images[i : i + 1] for name, i in first.items()}, args.out / "golden")
    (args.out / "labels.txt").write_text("\n".join(CLASSES) + "\n")


if __name__ == "__main__":
    main()
