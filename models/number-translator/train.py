#!/usr/bin/python3
"""Trains the translator of number words, English to German, and exports it with its golden samples.

Debian's python3-torch 1.13 and python3-onnx 1.12; about six minutes on one core. The data is made
here: every number from 0 to 999,999 can be spelt, HELD_OUT of them are never seen in training.
Usage: OMP_NUM_THREADS=1 models/number-translator/train.py
"""
import os
import pathlib
import random
import sys
import time

import torch

import numbers_text as text
from files import export_decoder, golden_decoder, rows, save
from net import Decoder, Encoder, greedy

HERE = pathlib.Path(__file__).parent
WIDTH, LAYERS, LONGEST = 64, 2, 64
STEPS, BATCH, PEAK = int(os.environ.get("STEPS", "2000")), 96, 2e-3
HELD_OUT = 2000


def draw(rng):
    return rng.randrange(10 ** rng.randrange(1, 7))


def held_out():
    rng = random.Random(7)
    numbers = set()
    while len(numbers) < HELD_OUT:
        numbers.add(rng.randrange(1000, 1_000_000) if rng.random() < 0.8 else rng.randrange(1000))
    # Words for single numbers, tens and hundreds must be seen to be learnt.
    return {n for n in numbers if n > 100}


def batch(rng, unseen, ids):
    sources, targets = [], []
    while len(sources) < BATCH:
        n = draw(rng)
        if n not in unseen:
            spelt = text.english(n, rng.random() < 0.6, rng.random() < 0.6)
            sources.append(text.source_ids(spelt, ids))
            targets.append(text.target_ids(text.german(n), ids))
    source = rows(sources, text.PAD)
    given = rows([[text.START] + t for t in targets], text.PAD)
    wanted = rows([t + [text.END] for t in targets], pad=-100)
    return source, (source != text.PAD).long(), given, wanted


def translate(encoder, decoder, source):
    ids = torch.tensor([source])
    mask = torch.ones_like(ids)
    memory = encoder(ids, mask)

    def step(new, cache):
        logits, *cache = decoder(new, memory, mask, *cache)
        return logits, cache

    return greedy(step, torch.tensor([[text.START]]), decoder.empty(1), text.END, 32)


def exact(encoder, decoder, numbers, ids):
    with torch.no_grad():
        return sum(translate(encoder, decoder, text.source_ids(text.english(n), ids))
                   == text.target_ids(text.german(n), ids) for n in numbers) / len(numbers)


def train(ids, unseen):
    rng = random.Random(1)
    torch.manual_seed(1)
    encoder = Encoder(len(ids), WIDTH, LAYERS, LONGEST)
    decoder = Decoder(len(ids), WIDTH, LAYERS, LONGEST)
    weights = list(encoder.parameters()) + list(decoder.parameters())
    optimiser = torch.optim.Adam(weights, lr=PEAK, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK, STEPS, pct_start=0.1)
    loss_of = torch.nn.CrossEntropyLoss()
    started = time.time()
    for step in range(STEPS):
        source, mask, given, wanted = batch(rng, unseen, ids)
        logits, *_ = decoder(given, encoder(source, mask), mask, *decoder.empty(BATCH))
        loss = loss_of(logits.flatten(0, 1), wanted.flatten())
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        schedule.step()
        if step % 250 == 0:
            print(f"step {step} loss {loss.item():.4f} {time.time() - started:.0f} s", flush=True)
    return encoder.eval(), decoder.eval()


def export(encoder, decoder, ids):
    # Two unlike lengths, so that nothing is taken for a constant.
    source = rows([text.source_ids("forty-two", ids), text.source_ids("one hundred and one", ids)], text.PAD)
    mask = (source != text.PAD).long()
    axes = {"ids": {0: "batch", 1: "source"}, "mask": {0: "batch", 1: "source"},
            "memory": {0: "batch", 1: "source"}}
    torch.onnx.export(encoder, (source, mask), HERE / "encoder.onnx", opset_version=13,
                      input_names=["ids", "mask"], output_names=["memory"], dynamic_axes=axes)
    memory = encoder(source, mask)
    export_decoder(decoder, memory, mask, HERE)


def golden(encoder, decoder, ids):
    """One sample for the encoder; three for the decoder."""
    source = torch.tensor([text.source_ids(text.english(42_107), ids)])
    mask = torch.ones_like(source)
    told = [text.START] + text.target_ids(text.german(42_107), ids)
    with torch.no_grad():
        memory = encoder(source, mask)
        save(HERE / "golden/encode/in", {"ids": source, "mask": mask})
        save(HERE / "golden/encode/out", {"memory": memory})
    golden_decoder(decoder, memory, mask, told, HERE / "golden")


def main():
    torch.set_num_threads(1)
    words = text.vocabulary()
    ids = {w: i for i, w in enumerate(words)}
    unseen = held_out()
    encoder, decoder = train(ids, unseen)
    rng = random.Random(3)
    sample = rng.sample(sorted(unseen), 500)
    print(f"exact match on {len(sample)} unseen numbers: {exact(encoder, decoder, sample, ids):.4f}")
    (HERE / "tokenizer.json").write_text(text.tokenizer(words), encoding="utf-8")
    export(encoder, decoder, ids)
    golden(encoder, decoder, ids)
    lines = [f"{text.english(n)}\t{''.join(text.german(n))}" for n in sample[:200]]
    (HERE / "held-out.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
