#!/usr/bin/python3
"""Trains the transcriber of spoken digits and exports it with golden samples and held-out recordings.

The speech is made here by espeak-ng (Debian), by many voices, speeds and pitches, with noise. The
VOICES of the held-out set are heard in no training utterance, nor is its Scottish accent.
Needs Debian's python3-torch 1.13, python3-onnx 1.12, python3-scipy; about three minutes on one idle core.
Usage: OMP_NUM_THREADS=1 models/digit-transcriber/train.py
"""
import io
import os
import pathlib
import random
import subprocess
import sys
import time
import wave

import numpy as np
import torch
from scipy.signal import resample_poly
from torch import nn

from log_mel import log_mel

HERE = pathlib.Path(__file__).parent
RATE, FFT, HOP, BINS = 16000, 512, 320, 40
WORDS = "zero one two three four five six seven eight nine".split()
LABELS = [""] + [word + " " for word in WORDS]  # 0 is the blank
HIDDEN, LAYERS = 96, 2
ACCENTS = ["en-us", "en-gb", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029"]
VOICES = ["m1", "m2", "m3", "m4", "m5", "m7", "m8", "f1", "f2", "f4", "f5", "Alex", "Andy", "Annie",
          "Gene", "Denis", "linda", "belinda", "david", "edward", "Mario", "Lee", "Diogo", "john",
          "anika", "steph", "max", "Mike", "Michel", "paul", "robert"]
UNHEARD = ["f3", "m6", "Michael", "Alicia", "adam", "Andrea", "benjamin", "Jacky"]
UNHEARD_ACCENTS = ["en-gb-scotland", "en-us", "en-gb"]
TRAINED, TESTED, KEPT = int(os.environ.get("TRAINED", "2400")), 300, 16
SPEAKERS, COMPOSED = int(os.environ.get("SPEAKERS", "150")), 1600
ALIGNED_EPOCHS, EPOCHS, BATCH = 5, int(os.environ.get("EPOCHS", "8")), 32


def say(text, voice, speed, pitch):
    command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", text]
    with wave.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)) as file:
        # The header of a stream claims any length: what came counts.
        samples = np.frombuffer(file.readframes(1 << 24), "<i2") / 32768.0
        return resample_poly(samples, RATE, file.getframerate())


def spoken(rng, text, accents, voices):
    """Without the silence around it."""
    voice = rng.choice(accents) + "+" + rng.choice(voices)
    samples = say(text, voice, rng.randint(110, 200), rng.randint(20, 80))
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0]:loud[-1] + 1]


def utterance(rng, accents, voices, longest):
    digits = [rng.choice(WORDS) for _ in range(rng.randint(1, longest))]
    samples = spoken(rng, rng.choice([" ", ", "]).join(digits), accents, voices)
    lead, trail = rng.randint(800, 6400), rng.randint(3200, 8000)
    return noisy(rng, np.concatenate([np.zeros(lead), samples, np.zeros(trail)])), " ".join(digits)


def speaker(rng):
    """The ten digits, each spoken alone by one voice."""
    state = rng.getstate()
    digits = []
    for word in WORDS:
        rng.setstate(state)
        digits.append(spoken(rng, word, ACCENTS, VOICES))
    rng.random()
    return digits


def composed(rng, speakers):
    """Digits of one speaker put one after the other, and which label each of the net's steps has:
    a digit's in the last part of it, else the blank."""
    voice = rng.choice(speakers)
    parts, ends = [np.zeros(rng.randint(800, 6400))], []
    at = len(parts[0])
    for _ in range(rng.randint(1, 5)):
        digit = rng.randrange(10)
        parts += [voice[digit], np.zeros(rng.randint(0, 2400))]
        ends.append((at + len(voice[digit]), digit + 1))
        at += len(parts[-2]) + len(parts[-1])
    parts.append(np.zeros(rng.randint(3200, 8000)))
    frames = features(noisy(rng, np.concatenate(parts)))
    labels = torch.zeros(len(frames) // 2, dtype=torch.long)
    for end, label in ends:
        step = end // (2 * HOP)
        labels[max(0, step - 3):step + 1] = label
    return frames, labels


def noisy(rng, samples):
    samples = samples * rng.uniform(0.1, 0.8) / np.abs(samples).max()
    noise = np.random.default_rng(rng.randrange(1 << 30)).standard_normal(len(samples))
    if rng.random() < 0.5:
        noise = np.convolve(noise, np.ones(8) / 2.8, "same")
    speech = np.sqrt(np.mean(samples ** 2))
    samples = samples + noise * speech * 10 ** (-rng.uniform(12, 45) / 20)
    return np.clip(samples, -1, 1).astype(np.float32)


def features(samples):
    """An even number of frames: the net looks at two at a time."""
    frames = log_mel(samples, RATE, FFT, FFT, HOP, BINS, 60, 7600, 1e-6, 0.25, 1).astype(np.float32)
    return frames[:len(frames) // 2 * 2]


class Net(nn.Module):
    """An even number of frames, float32 [batch, frames, 40], and state float32 [2, batch, 96] ->
    log-probabilities [batch, frames / 2, labels], and the state to go on with."""

    def __init__(self):
        super().__init__()
        self.inward = nn.Linear(2 * BINS, HIDDEN)
        self.gru = nn.GRU(HIDDEN, HIDDEN, LAYERS, batch_first=True, dropout=0.1)
        self.out = nn.Linear(HIDDEN, len(LABELS))

    def forward(self, frames, state):
        pairs = frames.reshape(frames.shape[0], -1, 2 * BINS)
        x, state = self.gru(torch.relu(self.inward(pairs)), state)
        return torch.log_softmax(self.out(x), dim=2), state


def fresh(batch):
    return torch.zeros(LAYERS, batch, HIDDEN)


def frame_loss(out, batch):
    """Of composed utterances, whose labels are known step by step."""
    wanted = nn.utils.rnn.pad_sequence([labels for _, labels in batch], True, -100)
    return nn.functional.nll_loss(out.flatten(0, 1), wanted.flatten())


def ctc_loss(out, batch):
    """Of utterances of which only the text is known."""
    lengths = torch.tensor([len(frames) // 2 for frames, _ in batch])
    targets = torch.tensor([LABELS.index(w + " ") for _, text in batch for w in text.split()])
    target_lengths = torch.tensor([len(text.split()) for _, text in batch])
    return nn.functional.ctc_loss(out.transpose(0, 1), targets, lengths, target_lengths, zero_infinity=True)


def train(net, examples, loss_of, epochs, peak):
    rng = random.Random(1)
    steps = epochs * (len(examples) // BATCH)
    optimiser = torch.optim.Adam(net.parameters(), lr=peak)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, peak, steps, pct_start=0.15)
    started = time.time()
    for epoch in range(epochs):
        rng.shuffle(examples)
        total = 0.0
        for at in range(0, len(examples) - BATCH + 1, BATCH):
            batch = examples[at:at + BATCH]
            frames = nn.utils.rnn.pad_sequence([torch.from_numpy(f) for f, _ in batch], True)
            out, _ = net(frames + 0.05 * torch.randn_like(frames), fresh(BATCH))
            loss = loss_of(out, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch} loss {total * BATCH / len(examples):.4f} {time.time() - started:.0f} s", flush=True)


def greedy(net, frames):
    with torch.no_grad():
        out, _ = net(torch.from_numpy(frames)[None], fresh(1))
    best, text, before = out[0].argmax(1).tolist(), "", 0
    for label in best:
        if label != before:
            text += LABELS[label]
        before = label
    return text.strip()


def edits(wanted, got):
    """The fewest words to change, insert or leave out."""
    row = list(range(len(got) + 1))
    for i, w in enumerate(wanted, 1):
        before, row[0] = row[0], i
        for j, g in enumerate(got, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (w != g))
    return row[-1]


def save(folder, arrays):
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(value))


def golden(net, frames):
    """A first step, and one that goes on with its state."""
    state = fresh(1)
    for name, part in (("first-frames", frames[None, :20]), ("next-frames", frames[None, 20:50])):
        given = {"frames": part, "state": state.numpy()}
        with torch.no_grad():
            out, state = net(torch.from_numpy(part), state)
        save(HERE / f"golden/{name}/in", given)
        save(HERE / f"golden/{name}/out", {"labels": out.numpy(), "stateN": state.numpy()})


def export(net):
    torch.onnx.export(net, (torch.randn(2, 8, BINS), fresh(2)), HERE / "digits.onnx", opset_version=13,
                      input_names=["frames", "state"], output_names=["labels", "stateN"],
                      dynamic_axes={"frames": {0: "batch", 1: "frames"}, "state": {1: "batch"},
                                    "labels": {0: "batch", 1: "steps"}, "stateN": {1: "batch"}})


def keep(samples, path):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def main():
    torch.set_num_threads(1)
    rng = random.Random(11)
    unheard = [utterance(rng, UNHEARD_ACCENTS, UNHEARD, 5) for _ in range(TESTED)]
    examples = [utterance(rng, ACCENTS, VOICES, 5) for _ in range(TRAINED)]
    print("utterances made", flush=True)
    speakers = [speaker(rng) for _ in range(SPEAKERS)]
    print("speakers made", flush=True)
    torch.manual_seed(1)
    net = Net()
    # First where each digit ends is known, which takes a few minutes off finding it out.
    train(net, [composed(rng, speakers) for _ in range(COMPOSED)], frame_loss, ALIGNED_EPOCHS, 5e-3)
    train(net, [(features(samples), text) for samples, text in examples], ctc_loss, EPOCHS, 3e-3)
    net.eval()
    wrong = total = whole = 0
    for samples, text in unheard:
        told = greedy(net, features(samples))
        wrong += edits(text.split(), told.split())
        total += len(text.split())
        whole += told == text
    print(f"word accuracy on unheard voices: {1 - wrong / total:.4f} of {total}; whole: {whole / TESTED:.4f}")
    export(net)
    short = [u for u in unheard if 2 <= len(u[1].split()) <= 4][:KEPT]
    golden(net, features(short[0][0]))
    folder = HERE / "held-out"
    folder.mkdir(exist_ok=True)
    for i, (samples, _) in enumerate(short):
        keep(samples, folder / f"{i:02}.wav")
    (folder / "transcripts.txt").write_text("".join(f"{i:02}.wav\t{t}\n" for i, (_, t) in enumerate(short)))


if __name__ == "__main__":
    sys.exit(main())
