#!/usr/bin/python3
"""Renders door.mp4's frames as raw RGB on stdout, or its truth with --truth.

Hard cuts between scenes; inside a scene a slow zoom makes every frame differ. The scores are those of
models/face-detector over each range, measured on the finished file (media/README.md says how).
"""

import json
import sys

from PIL import Image, ImageFilter

WIDTH, HEIGHT, FPS = 640, 480, 10
SOURCES = "/usr/lib/python3/dist-packages/skimage/data/"

# frames, faces, [(picture, box at the scene's start, box at its end)], blur in pixels, (minScore, maxScore)
SCENES = [
    (18, 0, [("coffee.png", (0, 0, 533, 400), (60, 40, 513, 380))], 0, None),
    (24, 1, [("astronaut.png", (20, 0, 512, 369), (60, 20, 460, 320))], 0, (0.999, 1.0)),
    (14, 0, [("rocket.jpg", (40, 0, 609, 427), (90, 40, 560, 393))], 0, None),
    (18, 1, [("camera.png", (0, 0, 512, 384), (6, 4, 504, 378))], 4.4, (0.88, 0.948)),
    (10, 0, [("clock_motion.png", (0, 0, 400, 300), (20, 15, 380, 285))], 0, None),
    (16, 2, [("astronaut.png", (120, 0, 350, 345), (126, 5, 346, 335)), ("camera.png", (130, 50, 330, 350), (135, 55, 325, 340))], 0, (0.999, 1.0)),
]


def shot(picture, start, end, progress, width):
    """The picture's box between start and end, scaled to width x HEIGHT."""
    box = tuple(a + (b - a) * progress for a, b in zip(start, end))
    return picture.resize((width, HEIGHT), Image.LANCZOS, box=box)


def frames():
    for count, _, shots, blur, _ in SCENES:
        pictures = [(Image.open(SOURCES + name).convert("RGB"), start, end) for name, start, end in shots]
        width = WIDTH // len(pictures)
        for i in range(count):
            frame = Image.new("RGB", (WIDTH, HEIGHT))
            for at, (picture, start, end) in enumerate(pictures):
                frame.paste(shot(picture, start, end, i / count, width), (at * width, 0))
            yield frame.filter(ImageFilter.GaussianBlur(blur)) if blur else frame


def truth():
    faces, at = [], 0
    for count, people, _, _, scores in SCENES:
        if people:
            faces.append({"from": at, "to": at + count - 1, "count": people, "minScore": scores[0], "maxScore": scores[1]})
        at += count
    return {"fps": FPS, "frames": at, "faces": faces}


if __name__ == "__main__":
    if sys.argv[1:] == ["--truth"]:
        document = truth()
        rows = ",\n    ".join(json.dumps(face) for face in document["faces"])
        print(f'{{"fps": {document["fps"]}, "frames": {document["frames"]},\n  "faces": [\n    {rows}]}}')
    else:
        for frame in frames():
            sys.stdout.buffer.write(frame.tobytes())
