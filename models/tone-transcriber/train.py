#!/usr/bin/python3
"""Trains the transcriber of touch tones and exports it with golden samples and held-out recordings.

An encoder of log-mel frames and the translator's decoder: a sound goes in as a whole, and its keys are
told token by token. The sounds are made here: two tones for each key, of changing length, loudness and
pitch, with noise. Debian's python3-torch 1.13 and python3-onnx 1.12; about six minutes on one core.
Usage: OMP_NUM_THREADS=1 models/tone-transcriber/train.py
"""
import json
import os
import pathlib
import random
import sys
import time
import wave

import numpy as np
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
sys.path += [str(HERE.parent / "number-translator"), str(HERE.parent / "digit-transcriber")]

from files import export_decoder, golden_decoder, rows, save  # noqa: E402
from log_mel import log_mel  # noqa: E402
from net import Decoder, Embedding, EncoderLayer, greedy  # noqa: E402

RATE, FRAME, HOP, BINS, WINDOW = 8000, 512, 160, 32, 25600
LOW, HIGH = [697, 770, 852, 941], [1209, 1336, 1477, 1633]
KEYS = "123A456B789C*0#D"
PAD, START, END, UNKNOWN = range(4)
WORDS = ["[PAD]", "[START]", "[END]", "[UNK]", *KEYS]
WIDTH, LAYERS, STACKED, MOST = 48, 2, 4, 8
STEPS, BATCH, PEAK = int(os.environ.get("STEPS", "1500")), 64, 3e-3
POOL, TESTED, KEPT = int(os.environ.get("POOL", "3000")), 300, 12


def dial(rng, noise):
    """Keys, and samples that fill one window."""
    keys = [rng.randrange(16) for _ in range(rng.randint(1, MOST))]
    parts = [np.zeros(rng.randint(200, 2400))]
    pitch, loud = 1 + rng.uniform(-0.01, 0.01), rng.uniform(0.05, 0.4)
    for key in keys:
        t = np.arange(rng.randint(700, 1600)) / RATE
        tone = sum(np.sin(2 * np.pi * (f * pitch * t + rng.random())) for f in (LOW[key // 4], HIGH[key % 4]))
        parts += [tone * loud * np.minimum(1, np.minimum(t, t[::-1]) * 400), np.zeros(rng.randint(500, 1200))]
    samples = np.zeros(WINDOW)
    told = np.concatenate(parts)
    samples[:len(told)] = told[:WINDOW]
    samples += noise.standard_normal(WINDOW) * loud * 10 ** (-rng.uniform(6, 40) / 20)
    return np.clip(samples, -1, 1).astype(np.float32), keys


def features(samples):
    """[frames, bins]; silence stands in front, as before the first window of a stream."""
    heard = np.concatenate([np.zeros(FRAME - HOP, np.float32), samples])
    return log_mel(heard, RATE, FRAME, FRAME, HOP, BINS, 600, 1800, 1e-6, 0.25, 1).astype(np.float32)


class Encoder(nn.Module):
    """frames float32 [batch, frames, bins], a multiple of 4 -> memory [batch, frames / 4, width]."""

    def __init__(self):
        super().__init__()
        self.inward = nn.Linear(STACKED * BINS, WIDTH)
        self.register_buffer("places", Embedding(1, WIDTH, WINDOW // HOP // STACKED).places)
        self.layers = nn.ModuleList(EncoderLayer(WIDTH) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, frames):
        x = self.inward(frames.reshape(frames.shape[0], -1, STACKED * BINS))
        x = x + self.places[:x.shape[1]]
        for layer in self.layers:
            x = layer(x, 0.0)
        return self.norm(x)


class WholeDecoder(Decoder):
    """All steps of the memory count: there is no mask to give."""

    def forward(self, ids, memory, *past):
        return super().forward(ids, memory, torch.ones_like(memory[:, :, 0]), *past)


def transcribe(encoder, decoder, frames):
    with torch.no_grad():
        memory = encoder(torch.from_numpy(frames)[None])

        def step(new, cache):
            logits, *cache = decoder(new, memory, *cache)
            return logits, cache

        return greedy(step, torch.tensor([[START]]), decoder.empty(1), END, 2 * MOST - 1)


def train(pool):
    rng = random.Random(1)
    torch.manual_seed(1)
    encoder, decoder = Encoder(), WholeDecoder(len(WORDS), WIDTH, LAYERS, 2 * MOST)
    weights = list(encoder.parameters()) + list(decoder.parameters())
    optimiser = torch.optim.Adam(weights, lr=PEAK, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK, STEPS, pct_start=0.1)
    loss_of = nn.CrossEntropyLoss()
    started = time.time()
    for step in range(STEPS):
        drawn = rng.sample(pool, BATCH)
        frames = torch.from_numpy(np.stack([frames for frames, _ in drawn]))
        told = [[key + 4 for key in keys] for _, keys in drawn]
        given, wanted = rows([[START] + t for t in told], PAD), rows([t + [END] for t in told], -100)
        logits, *_ = decoder(given, encoder(frames + 0.05 * torch.randn_like(frames)), *decoder.empty(BATCH))
        loss = loss_of(logits.flatten(0, 1), wanted.flatten())
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            print(f"step {step} loss {loss.item():.4f} {time.time() - started:.0f} s", flush=True)
    return encoder.eval(), decoder.eval()


def tokenizer():
    """tokenizer.json, which is only used backwards: the keys with spaces between them."""
    special = [{"id": i, "content": w, "single_word": False, "lstrip": False, "rstrip": False,
                "normalized": False, "special": True} for i, w in enumerate(WORDS[:4])]
    return json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special, "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None,
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": False},
        "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab": {w: i for i, w in enumerate(WORDS)}},
    }, indent=1)


def export(encoder, decoder, frames, keys):
    two = torch.from_numpy(np.stack([frames, frames[::-1]]))
    torch.onnx.export(encoder, (two,), HERE / "encoder.onnx", opset_version=13,
                      input_names=["frames"], output_names=["memory"],
                      dynamic_axes={"frames": {0: "batch"}, "memory": {0: "batch"}})
    with torch.no_grad():
        export_decoder(decoder, encoder(two), None, HERE)
        one = two[:1]
        memory = encoder(one)
    save(HERE / "golden/encode/in", {"frames": one})
    save(HERE / "golden/encode/out", {"memory": memory})
    golden_decoder(decoder, memory, None, [START] + [key + 4 for key in keys], HERE / "golden")


def keep(samples, path):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def main():
    torch.set_num_threads(1)
    rng, noise = random.Random(11), np.random.default_rng(11)
    unheard = [dial(rng, noise) for _ in range(TESTED)]
    pool = [(features(samples), keys) for samples, keys in (dial(rng, noise) for _ in range(POOL))]
    print("sounds made", flush=True)
    encoder, decoder = train(pool)
    right = sum(transcribe(encoder, decoder, features(samples)) == [k + 4 for k in keys] for samples, keys in unheard)
    print(f"sounds written down whole: {right} of {TESTED}")
    (HERE / "tokenizer.json").write_text(tokenizer(), encoding="utf-8")
    samples, keys = next(one for one in unheard if len(one[1]) == 5)
    export(encoder, decoder, features(samples), keys)
    (HERE / "held-out").mkdir(exist_ok=True)
    for i, (samples, _) in enumerate(unheard[:KEPT]):
        keep(samples, HERE / f"held-out/{i:02}.wav")
    (HERE / "held-out/transcripts.txt").write_text("".join(
        f"{i:02}.wav\t{' '.join(KEYS[k] for k in keys)}\n" for i, (_, keys) in enumerate(unheard[:KEPT])))


if __name__ == "__main__":
    sys.exit(main())
