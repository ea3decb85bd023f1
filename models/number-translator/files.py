"""Writes a trained encoder and decoder as the files of a release: ONNX and golden samples."""
import numpy as np
import torch

from net import HEADS, cache_names


def rows(lists, pad):
    longest = max(map(len, lists))
    return torch.tensor([line + [pad] * (longest - len(line)) for line in lists])


def export_decoder(decoder, memory, mask, folder):
    """memory and mask of two unlike rows, so that nothing is taken for a constant; mask may be None."""
    masks = {} if mask is None else {"memory_mask": mask}
    names = cache_names(len(decoder.layers))
    past = [torch.randn(2, HEADS, 3, decoder.width // HEADS) for _ in names]
    axes = {"tokens": {0: "batch", 1: "step"}, "memory": {0: "batch", 1: "source"},
            "logits": {0: "batch", 1: "step"}}
    axes.update({n: {0: "batch", 1: "source"} for n in masks})
    axes.update({"past_" + n: {0: "batch", 2: "past"} for n in names})
    axes.update({"present_" + n: {0: "batch", 2: "present"} for n in names})
    torch.onnx.export(decoder, (torch.tensor([[5, 6], [7, 8]]), memory, *masks.values(), *past),
                      folder / "decoder.onnx", opset_version=13,
                      input_names=["tokens", "memory", *masks] + ["past_" + n for n in names],
                      output_names=["logits"] + ["present_" + n for n in names], dynamic_axes=axes)


def save(folder, arrays):
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(value.numpy()))


def golden_decoder(decoder, memory, mask, told, folder):
    """Its first step, one with a cache, and two tokens at once; told begins with the start token."""
    masks = {} if mask is None else {"memory_mask": mask}
    names = cache_names(len(decoder.layers))
    with torch.no_grad():
        cache = decoder.empty(1)
        for name, tokens in (("first-step", told[:1]), ("with-cache", told[1:2]), ("two-at-once", told[2:4])):
            given = {"tokens": torch.tensor([tokens]), "memory": memory, **masks}
            given.update({"past_" + n: c for n, c in zip(names, cache)})
            logits, *cache = decoder(given["tokens"], memory, *masks.values(), *cache)
            save(folder / name / "in", given)
            save(folder / name / "out",
                 {"logits": logits, **{"present_" + n: c for n, c in zip(names, cache)}})
