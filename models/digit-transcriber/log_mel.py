#!/usr/bin/python3
"""Log-mel features in double precision, the reference for the agent's own.

Usage: log_mel.py FOLDER   writes the arrays that the agent's tests compare with
"""
import pathlib
import sys

import numpy as np


def hertz_to_mel(hertz):
    """HTK's scale."""
    return 2595.0 * np.log10(1.0 + np.asarray(hertz, float) / 700.0)


def mel_to_hertz(mel):
    return 700.0 * (10.0 ** (np.asarray(mel, float) / 2595.0) - 1.0)


def slaney_to_hertz(mel):
    mel = np.asarray(mel, float)
    return np.where(mel < 15.0, mel * 200.0 / 3.0, 1000.0 * np.exp((mel - 15.0) * np.log(6.4) / 27.0))


def hertz_to_slaney(hertz):
    hertz = np.asarray(hertz, float)
    above = 15.0 + np.log(np.maximum(hertz, 1.0) / 1000.0) * 27.0 / np.log(6.4)
    return np.where(hertz < 1000.0, hertz * 3.0 / 200.0, above)


def filters(rate, fft, bins, low, high, slaney=False):
    """Triangles over the FFT's bins, [bins, fft / 2 + 1]; Slaney's have one area each."""
    to_mel, to_hertz = (hertz_to_slaney, slaney_to_hertz) if slaney else (hertz_to_mel, mel_to_hertz)
    edges = to_hertz(np.linspace(to_mel(low), to_mel(high), bins + 2))
    at = np.arange(fft // 2 + 1) * rate / fft
    up = (at[None, :] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - at[None, :]) / (edges[2:] - edges[1:-1])[:, None]
    weights = np.maximum(0.0, np.minimum(up, down))
    return weights * (2.0 / (edges[2:] - edges[:-2]))[:, None] if slaney else weights


def log_mel(samples, rate, fft, frame, hop, bins, low, high, floor, scale, offset, slaney=False):
    """[frames, bins]; a frame begins each hop, is weighted by a periodic Hann window and filled up
    with zeros to the FFT's length; what is shorter than a frame at the end is left out."""
    samples = np.asarray(samples, float)
    count = 1 + (len(samples) - frame) // hop if len(samples) >= frame else 0
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(frame) / frame)
    frames = np.stack([samples[i * hop:i * hop + frame] * window for i in range(count)]) \
        if count else np.zeros((0, frame))
    power = np.abs(np.fft.rfft(frames, fft, axis=1)) ** 2
    mel = power @ filters(rate, fft, bins, low, high, slaney).T
    return np.log(np.maximum(mel, floor)) * scale + offset


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(5)
    t = np.arange(8000) / 16000
    samples = (0.3 * np.sin(2 * np.pi * (200 + 1500 * t) * t) + 0.05 * rng.standard_normal(8000))
    samples = samples.astype(np.float32)
    samples[2000:2600] = 0
    np.save(folder / "samples.npy", samples)
    np.save(folder / "htk.npy", log_mel(samples, 16000, 512, 512, 320, 40, 60, 7600, 1e-6, 0.25, 1))
    np.save(folder / "slaney.npy",
            log_mel(samples, 16000, 512, 400, 160, 80, 0, 8000, 1e-10, 0.4342944819, 0, True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
