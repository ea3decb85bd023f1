#!/usr/bin/python3
"""Trains the CIFAR-10 classifier and writes its ONNX file and golden samples.

The archive holds JPEGs as cifar10/{train,test}/CLASS/NUMBER.jpg. Only the train folder is learnt from;
the test folder is read once, at the end, for the accuracy that model.yaml states.

    OMP_NUM_THREADS=1 /usr/bin/python3 train.py --data cifar10-subset.tar --out ../../models/image-classifier
"""

import argparse
import io
import pathlib
import tarfile

import numpy as np
import torch
from PIL import Image

import classifier

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.247, 0.2435, 0.2616)


def pictures(archive, part):
    """The part's pictures as uint8 [n,3,32,32] RGB and their class numbers, in the order of their names."""
    images, labels = [], []
    with tarfile.open(archive) as tar:
        members = {m.name: m for m in tar.getmembers() if m.isfile() and m.name.split("/")[1] == part}
        for name in sorted(members):
            picture = Image.open(io.BytesIO(tar.extractfile(members[name]).read())).convert("RGB")
            images.append(np.asarray(picture).transpose(2, 0, 1))
            labels.append(CLASSES.index(name.split("/")[2]))
    return torch.from_numpy(np.stack(images)), torch.tensor(labels)


def synthetic():
    """Golden inputs that owe nothing to the data set, whose pictures carry no licence."""
    y, x = np.mgrid[:32, :32]
    gradient = np.stack([x * 8, y * 8, 255 - x * 8])
    blocks = np.stack([(x // 8 + y // 8 + c) % 3 * 127 for c in range(3)])
    noise = np.random.RandomState(classifier.SEED).randint(0, 256, (3, 32, 32))
    return {"gradient": gradient, "blocks": blocks, "noise": noise}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", required=True, help="the tar of CIFAR-10 JPEGs")
    options.add_argument("--out", required=True, type=pathlib.Path, help="the model's folder")
    options.add_argument("--epochs", type=int, default=24)
    args = options.parse_args()

    classifier.seed()
    images, labels = pictures(args.data, "train")
    net = classifier.Net(channels=3, side=32, first=48, second=96, hidden=72)
    classifier.train(net, classifier.normalise(images, MEAN, STD), labels, args.epochs, peak_rate=2e-3, shift=3)

    net = net.folded()
    images, labels = pictures(args.data, "test")
    print(f"accuracy {classifier.accuracy(net, classifier.normalise(images, MEAN, STD), labels):.4f} on {len(labels)} test pictures")

    inputs = {n: classifier.normalise(torch.from_numpy(p.astype(np.uint8)[None]), MEAN, STD) for n, p in synthetic().items()}
    classifier.export(net, inputs["noise"], args.out / "image-classifier.onnx")
    classifier.golden(net, inputs, args.out / "golden")
    (args.out / "labels.txt").write_text("\n".join(CLASSES) + "\n")


if __name__ == "__main__":
    main()
