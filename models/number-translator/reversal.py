#!/usr/bin/python3
"""Trains a decoder without an encoder, which goes on from "3 1 4 =" with "4 1 3", and exports it.

Small enough to be a test's resource; its greedy answers stand beside it. Half a minute on one core.
Usage: OMP_NUM_THREADS=1 models/number-translator/reversal.py FOLDER
"""
import pathlib
import random
import sys

import torch
from torch import nn

from net import Alone, Decoder, cache_names, greedy

WIDTH, LAYERS, WORDS, EQUALS, END, PAD, MOST = 32, 2, 13, 10, 11, 12, 6


def batch(rng, count):
    lines = []
    for _ in range(count):
        digits = [rng.randrange(10) for _ in range(rng.randrange(1, MOST + 1))]
        lines.append((digits + [EQUALS] + digits[::-1] + [END], len(digits)))
    longest = max(len(line) for line, _ in lines)
    ids = torch.tensor([line + [PAD] * (longest - len(line)) for line, _ in lines])
    wanted = ids[:, 1:].clone()
    for i, (line, told) in enumerate(lines):
        wanted[i, :told] = -100
        wanted[i, len(line) - 1:] = -100
    return ids[:, :-1], wanted


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    rng = random.Random(1)
    decoder = Decoder(WORDS, WIDTH, LAYERS, 32, cross=False)
    steps = 1500
    optimiser = torch.optim.Adam(decoder.parameters(), lr=4e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, steps, pct_start=0.1)
    for step in range(steps):
        ids, wanted = batch(rng, 64)
        logits, *_ = decoder(ids, None, None, *decoder.empty(64))
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 300 == 0:
            print(f"step {step} loss {loss.item():.4f}", flush=True)
    alone = Alone(decoder.eval())
    names = cache_names(LAYERS)
    axes = {"tokens": {0: "batch", 1: "step"}, "logits": {0: "batch", 1: "step"}}
    axes.update({"past_" + n: {0: "batch", 2: "past"} for n in names})
    axes.update({"present_" + n: {0: "batch", 2: "present"} for n in names})
    past = [torch.randn(2, 4, 3, WIDTH // 4) for _ in names]
    torch.onnx.export(alone, (torch.tensor([[5, 6], [7, 8]]), *past), folder / "reversal.onnx",
                      opset_version=13, input_names=["tokens"] + ["past_" + n for n in names],
                      output_names=["logits"] + ["present_" + n for n in names], dynamic_axes=axes)
    lines, right = [], 0
    for _ in range(50):
        digits = [rng.randrange(10) for _ in range(rng.randrange(1, MOST + 1))]

        def step(ids, cache):
            logits, *cache = alone(ids, *cache)
            return logits, cache

        with torch.no_grad():
            told = greedy(step, torch.tensor([digits + [EQUALS]]), decoder.empty(1), END, 12)
        right += told == digits[::-1]
        lines.append(" ".join(map(str, digits)) + "\t" + " ".join(map(str, told)) + "\n")
    print(f"right: {right} of 50")
    (folder / "reversal.tsv").write_text("".join(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
