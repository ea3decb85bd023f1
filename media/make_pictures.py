#!/usr/bin/python3
"""Makes pictures/ from scikit-image's photographs and the Fluent emoji laid over plain backdrops.

Usage: make_pictures.py EMOJI_FOLDER OUT_FOLDER       (make.sh calls it)
"""

import pathlib
import sys

from PIL import Image

SIDE = 256
PHOTOS = "/usr/lib/python3/dist-packages/skimage/data/"

# Colours from top to bottom, and where the second begins to fill the lower part.
SKY = ((120, 170, 225), (190, 215, 240), 1.0)
SEA = ((150, 195, 235), (40, 90, 150), 0.62)
GRASS = ((95, 140, 60), (70, 110, 45), 0.5)
ROAD = ((200, 205, 210), (110, 110, 115), 0.62)

# expected class - name: emoji, backdrop, side of the emoji in pixels
DRAWN = {
    "airplane-jet": ("2708-fe0f", SKY, 176),
    "automobile-red": ("1f697", ROAD, 208),
    "bird-chick": ("1f425", SKY, 176),
    "deer-stag": ("1f98c", GRASS, 240),
    "dog-face": ("1f436", GRASS, 240),
    "ship-liner": ("1f6a2", SEA, 208),
    "ship-sailing": ("26f5", SEA, 240),
    "truck-lorry": ("1f69b", ROAD, 240),
}


def backdrop(top, bottom, split):
    """Shades from top to bottom; below `split` of the height it is the bottom colour alone."""
    picture = Image.new("RGB", (SIDE, SIDE))
    for y in range(SIDE):
        part = 1.0 if y >= split * SIDE else (0.35 if split < 1 else 1.0) * y / (split * SIDE)
        colour = tuple(round(a + (b - a) * part) for a, b in zip(top, bottom))
        picture.paste(colour, (0, y, SIDE, y + 1))
    return picture


def drawn(emoji, ground, side):
    picture = backdrop(*ground)
    subject = Image.open(emoji).convert("RGBA").resize((side, side), Image.LANCZOS)
    at = (SIDE - side) // 2
    picture.paste(subject, (at, at), subject)
    return picture


def photo(name, box, size):
    return Image.open(PHOTOS + name).convert("RGB").resize(size, Image.LANCZOS, box=box)


def main():
    emoji, out = map(pathlib.Path, sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    pictures = {name: drawn(emoji / f"{code}.webp", ground, side) for name, (code, ground, side) in DRAWN.items()}
    pictures["cat-chelsea"] = photo("chelsea.png", (40, 80, 310, 260), (270, 180))
    pictures["face-astronaut"] = photo("astronaut.png", (20, 0, 512, 369), (640, 480))
    pictures["noface-coffee"] = photo("coffee.png", (0, 0, 533, 400), (640, 480))
    for name, picture in pictures.items():
        picture.save(out / f"{name}.jpg", quality=90, subsampling=0)


if __name__ == "__main__":
    main()
