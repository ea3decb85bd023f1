"""A small transformer, encoder and decoder, whose decoder keeps its keys and values from step to step."""
import math

import torch
from torch import nn

HEADS = 4


class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))

    def split(self, x):
        return x.view(x.shape[0], -1, HEADS, x.shape[2] // HEADS).transpose(1, 2)

    def keys(self, x):
        return self.split(self.key(x)), self.split(self.value(x))

    def forward(self, x, key, value, bias):
        query = self.split(self.query(x))
        weights = torch.softmax(query @ key.transpose(2, 3) / math.sqrt(query.shape[3]) + bias, dim=3)
        mixed = (weights @ value).transpose(1, 2)
        return self.out(mixed.reshape(x.shape[0], -1, x.shape[2]))


class Feed(nn.Sequential):
    def __init__(self, width):
        super().__init__(nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width))


class EncoderLayer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.attend, self.feed = Attention(width), Feed(width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, x, bias):
        y = self.norm1(x)
        x = x + self.attend(y, *self.attend.keys(y), bias)
        return x + self.feed(self.norm2(x))


class DecoderLayer(nn.Module):
    def __init__(self, width, cross):
        super().__init__()
        self.attend, self.feed = Attention(width), Feed(width)
        self.norm1, self.norm3 = nn.LayerNorm(width), nn.LayerNorm(width)
        if cross:
            self.cross, self.norm2 = Attention(width), nn.LayerNorm(width)

    def forward(self, x, past, bias, memory, memory_bias):
        y = self.norm1(x)
        key, value = self.attend.keys(y)
        key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        x = x + self.attend(y, key, value, bias)
        if memory is not None:
            x = x + self.cross(self.norm2(x), *self.cross.keys(memory), memory_bias)
        return x + self.feed(self.norm3(x)), (key, value)


class Embedding(nn.Module):
    def __init__(self, words, width, longest):
        super().__init__()
        self.words = nn.Embedding(words, width)
        nn.init.normal_(self.words.weight, std=0.1)
        at = torch.arange(longest).unsqueeze(1) * torch.exp(
            torch.arange(0, width, 2) * (-math.log(10000.0) / width))
        table = torch.zeros(longest, width)
        table[:, 0::2], table[:, 1::2] = torch.sin(at), torch.cos(at)
        self.register_buffer("places", table)

    def forward(self, ids, places):
        return self.words(ids) + self.places[places]


class Encoder(nn.Module):
    """ids and mask int64 [batch, source] -> memory float32 [batch, source, width]."""

    def __init__(self, words, width, layers, longest):
        super().__init__()
        self.embed = Embedding(words, width, longest)
        self.layers = nn.ModuleList(EncoderLayer(width) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, ids, mask):
        x = self.embed(ids, torch.arange(ids.shape[1], device=ids.device))
        bias = (1 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return self.norm(x)


class Decoder(nn.Module):
    """New ids int64 [batch, step], what is known so far -> logits [batch, step, words], the cache."""

    def __init__(self, words, width, layers, longest, cross=True):
        super().__init__()
        self.width, self.cross = width, cross
        self.embed = Embedding(words, width, longest)
        self.layers = nn.ModuleList(DecoderLayer(width, cross) for _ in range(layers))
        self.norm, self.out = nn.LayerNorm(width), nn.Linear(width, words)

    def empty(self, batch):
        return [torch.zeros(batch, HEADS, 0, self.width // HEADS) for _ in range(2 * len(self.layers))]

    def forward(self, ids, memory, mask, *past):
        before = past[0].shape[2]
        total = torch.arange(before + ids.shape[1])
        new = total[before:]
        x = self.embed(ids, new)
        bias = (total[None, :] > new[:, None]).to(x.dtype)[None, None] * -1e4
        memory_bias = (1 - mask[:, None, None, :].to(x.dtype)) * -1e4 if self.cross else None
        present = []
        for i, layer in enumerate(self.layers):
            x, kept = layer(x, past[2 * i:2 * i + 2], bias, memory, memory_bias)
            present += kept
        return (self.out(self.norm(x)), *present)


class Alone(nn.Module):
    """A decoder without an encoder, as it is exported."""

    def __init__(self, decoder):
        super().__init__()
        self.decoder = decoder

    def forward(self, ids, *past):
        return self.decoder(ids, None, None, *past)


def greedy(step, first, cache, end, most):
    """The best token each time: ids without the end. step(ids, cache) -> logits, cache."""
    ids, told = first, []
    while len(told) < most:
        logits, cache = step(ids, cache)
        token = int(logits[0, -1].argmax())
        if token == end:
            break
        told.append(token)
        ids = torch.tensor([[token]])
    return told


def cache_names(layers):
    return [f"{kind}_{i}" for i in range(layers) for kind in ("key", "value")]
