"""A conv-pool-conv-pool-dense picture classifier: its net, training, ONNX export and golden samples.

train.py and train_fashion.py share it; they differ only in the data they read. Needs PyTorch and the
onnx module (Debian: python3-torch python3-onnx python3-numpy), runs on one thread, and gives the same
weights again on the same machine.
"""

import math
import pathlib
import time

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

SEED = 20


class Net(nn.Module):
    """Two 5x5 convolutions, each halved by a max pool, then one hidden dense layer."""

    def __init__(self, channels, side, first, second, hidden, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, first, 5, padding=2)
        self.norm1 = nn.BatchNorm2d(first)
        self.conv2 = nn.Conv2d(first, second, 5, padding=2)
        self.norm2 = nn.BatchNorm2d(second)
        self.hidden = nn.Linear(second * (side // 4) ** 2, hidden)
        self.logits = nn.Linear(hidden, classes)
        self.drop = nn.Dropout(0.3)

    def forward(self, image):
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(image))), 2)
        x = F.max_pool2d(F.relu(self.norm2(self.conv2(x))), 2)
        x = F.relu(self.hidden(self.drop(x.flatten(1))))
        return self.logits(self.drop(x))

    def folded(self):
        """This net in inference mode, its batch norms folded into the convolutions before them."""
        self.eval()
        self.conv1, self.norm1 = fuse_conv_bn_eval(self.conv1, self.norm1), nn.Identity()
        self.conv2, self.norm2 = fuse_conv_bn_eval(self.conv2, self.norm2), nn.Identity()
        return self


def seed():
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def normalise(pixels, mean, std):
    """uint8 [n,c,h,w] -> float32 (pixel / 255 - mean) / std, the arithmetic that model.yaml states."""
    shape = (1, -1, 1, 1)
    mean, std = torch.tensor(mean).view(shape), torch.tensor(std).view(shape)
    return (pixels.float() * (1 / 255) - mean) / std


def augment(batch, shift):
    """Flips half of the pictures and shifts each by up to `shift` pixels, zero (the mean) moving in."""
    n, c, h, w = batch.shape
    flip = torch.rand(n) < 0.5
    batch = torch.where(flip.view(n, 1, 1, 1), batch.flip(3), batch)
    if shift == 0:
        return batch
    padded = F.pad(batch, (shift,) * 4)
    rows = torch.randint(0, 2 * shift + 1, (n, 1)) + torch.arange(h)
    columns = torch.randint(0, 2 * shift + 1, (n, 1)) + torch.arange(w)
    index = torch.arange(n).view(n, 1, 1)
    return padded.permute(0, 2, 3, 1)[index, rows.unsqueeze(2), columns.unsqueeze(1)].permute(0, 3, 1, 2).contiguous()


def train(net, images, labels, epochs, peak_rate, shift, batch=64):
    """Trains in place: AdamW, one warm-up epoch, then a cosine down to zero."""
    images = images.contiguous(memory_format=torch.channels_last)
    net.to(memory_format=torch.channels_last).train()
    optimiser = torch.optim.AdamW(net.parameters(), lr=peak_rate, weight_decay=0.02)
    steps = len(images) // batch
    step, total = 0, steps * epochs
    for epoch in range(epochs):
        order, begun, summed = torch.randperm(len(images)), time.time(), 0.0
        for i in range(steps):
            progress = (step - steps) / max(1, total - steps)
            rate = peak_rate * (step + 1) / steps if step < steps else peak_rate * 0.5 * (1 + math.cos(math.pi * progress))
            optimiser.param_groups[0]["lr"] = rate
            pick = order[i * batch : (i + 1) * batch]
            picture = augment(images[pick], shift).contiguous(memory_format=torch.channels_last)
            loss = F.cross_entropy(net(picture), labels[pick], label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            summed += loss.item()
            step += 1
        print(f"epoch {epoch + 1}/{epochs} loss {summed / steps:.4f} {time.time() - begun:.0f} s", flush=True)


def accuracy(net, images, labels):
    """The share of pictures whose largest logit is their label's."""
    net.eval()
    with torch.no_grad():
        right = sum((net(images[i : i + 500]).argmax(1) == labels[i : i + 500]).sum().item() for i in range(0, len(images), 500))
    return right / len(images)


def export(net, example, file):
    """Writes opset 13 with a dynamic batch: `image` [batch,c,h,w] -> `logits` [batch,classes]."""
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        net.to(memory_format=torch.contiguous_format), example.contiguous(), str(file), opset_version=13,
        input_names=["image"], output_names=["logits"],
        dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
    )
    onnx.checker.check_model(onnx.load(str(file)))


def golden(net, samples, folder):
    """Writes each named input, and PyTorch's own answer to it, as golden/NAME/{in,out}/TENSOR.npy."""
    for name, image in samples.items():
        with torch.no_grad():
            logits = net(image.contiguous())
        for kind, tensor, value in (("in", "image", image), ("out", "logits", logits)):
            path = pathlib.Path(folder, name, kind)
            path.mkdir(parents=True, exist_ok=True)
            np.save(path / f"{tensor}.npy", np.ascontiguousarray(value.numpy(), dtype="<f4"))
