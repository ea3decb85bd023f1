#!/usr/bin/python3
"""Trains the summariser of machine reports and exports it with its golden samples.

A report says of two to seven machines how each is; the summary leaves out all that is as it should be.
The net is the translator's. Debian's python3-torch 1.13 and python3-onnx 1.12; about four minutes on
one core. The data is made here; reports of the held-out set are never seen in training.
Usage: OMP_NUM_THREADS=1 models/report-summariser/train.py
"""
import json
import os
import pathlib
import random
import sys
import time

import torch

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "number-translator"))

from files import export_decoder, golden_decoder, rows, save  # noqa: E402
from net import Decoder, Encoder, greedy  # noqa: E402

PAD, START, END, UNKNOWN = range(4)
WIDTH, LAYERS, LONGEST = 48, 2, 96
STEPS, BATCH, PEAK = int(os.environ.get("STEPS", "1600")), 96, 3e-3
HELD_OUT = 400
MACHINES = "pump fan door boiler lift valve".split()
PLACES = "one two three four five six".split()
GOOD = ["is fine", "runs as it should", "shows nothing unusual", "was checked and is in order"]
BAD = {"hot": ["is too hot", "has overheated", "is hot again"],
       "stopped": ["has stopped", "does not run any more", "stands still"],
       "leaking": ["is leaking", "loses water"],
       "loud": ["is very loud", "makes a noise"]}
WORDS = ["[PAD]", "[START]", "[END]", "[UNK]", ".", ",", "all", "the", "operator", "says", "that"]
WORDS += sorted({w for p in GOOD for w in p.split()} | {w for ps in BAD.values() for p in ps for w in p.split()}
                | set(MACHINES) | set(PLACES) | set(BAD))
IDS = {w: i for i, w in enumerate(dict.fromkeys(WORDS))}


def report(rng):
    """A report and its summary, in words."""
    names = rng.sample([(m, p) for m in MACHINES for p in PLACES], rng.randint(2, 7))
    text, told = [], []
    for machine, place in names:
        says = ["the operator says that"] if rng.random() < 0.2 else []
        if rng.random() < 0.6:
            phrase = rng.choice(GOOD)
        else:
            fault = rng.choice(list(BAD))
            phrase = rng.choice(BAD[fault])
            told += ([","] if told else []) + [machine, place, fault]
        text.append(" ".join(says + [machine, place, phrase]) + " .")
    return " ".join(text).split(), told or ["all", "fine"]


def ids(words):
    return [IDS[w] for w in words]


def batch(rng, unseen):
    sources, targets = [], []
    while len(sources) < BATCH:
        text, told = report(rng)
        if " ".join(text) not in unseen:
            sources.append(ids(text) + [END])
            targets.append(ids(told))
    source = rows(sources, PAD)
    return (source, (source != PAD).long(), rows([[START] + t for t in targets], PAD),
            rows([t + [END] for t in targets], -100))


def summarise(encoder, decoder, text):
    source = torch.tensor([ids(text) + [END]])
    mask = torch.ones_like(source)
    with torch.no_grad():
        memory = encoder(source, mask)

        def step(new, cache):
            logits, *cache = decoder(new, memory, mask, *cache)
            return logits, cache

        return greedy(step, torch.tensor([[START]]), decoder.empty(1), END, 40)


def train(unseen):
    rng = random.Random(1)
    torch.manual_seed(1)
    encoder, decoder = Encoder(len(IDS), WIDTH, LAYERS, LONGEST), Decoder(len(IDS), WIDTH, LAYERS, LONGEST)
    weights = list(encoder.parameters()) + list(decoder.parameters())
    optimiser = torch.optim.Adam(weights, lr=PEAK, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK, STEPS, pct_start=0.1)
    loss_of = torch.nn.CrossEntropyLoss()
    started = time.time()
    for step in range(STEPS):
        source, mask, given, wanted = batch(rng, unseen)
        logits, *_ = decoder(given, encoder(source, mask), mask, *decoder.empty(BATCH))
        loss = loss_of(logits.flatten(0, 1), wanted.flatten())
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            print(f"step {step} loss {loss.item():.4f} {time.time() - started:.0f} s", flush=True)
    return encoder.eval(), decoder.eval()


def tokenizer():
    """tokenizer.json: lower case, whole words and marks; sources end with [END]."""
    special = [{"id": i, "content": w, "single_word": False, "lstrip": False, "rstrip": False,
                "normalized": False, "special": True} for w, i in list(IDS.items())[:4]]
    end = {"SpecialToken": {"id": "[END]", "type_id": 0}}
    first = {"Sequence": {"id": "A", "type_id": 0}}
    return json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": False,
                       "strip_accents": False, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing", "single": [first, end],
                           "pair": [first, {"Sequence": {"id": "B", "type_id": 0}}, end],
                           "special_tokens": {"[END]": {"id": "[END]", "ids": [END], "tokens": ["[END]"]}}},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": IDS}}, indent=1)


def export(encoder, decoder, text, told):
    source = rows([ids(text) + [END], ids(text[:7]) + [END]], PAD)
    mask = (source != PAD).long()
    torch.onnx.export(encoder, (source, mask), HERE / "encoder.onnx", opset_version=13,
                      input_names=["ids", "mask"], output_names=["memory"],
                      dynamic_axes={n: {0: "batch", 1: "source"} for n in ("ids", "mask", "memory")})
    with torch.no_grad():
        export_decoder(decoder, encoder(source, mask), mask, HERE)
        one = source[:1]
        memory = encoder(one, torch.ones_like(one))
    save(HERE / "golden/encode/in", {"ids": one, "mask": torch.ones_like(one)})
    save(HERE / "golden/encode/out", {"memory": memory})
    golden_decoder(decoder, memory, torch.ones_like(one), [START] + ids(told), HERE / "golden")


def main():
    torch.set_num_threads(1)
    rng = random.Random(7)
    held_out = [report(rng) for _ in range(HELD_OUT)]
    encoder, decoder = train({" ".join(text) for text, _ in held_out})
    right = sum(summarise(encoder, decoder, text) == ids(told) for text, told in held_out)
    print(f"exact summaries of held-out reports: {right} of {HELD_OUT}")
    (HERE / "tokenizer.json").write_text(tokenizer(), encoding="utf-8")
    text, told = next(r for r in held_out if len(r[1]) > 5)
    export(encoder, decoder, text, told)
    lines = [" ".join(text).replace(" .", ".") + "\t" + " ".join(told).replace(" ,", ",") for text, told in held_out[:100]]
    (HERE / "held-out.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
