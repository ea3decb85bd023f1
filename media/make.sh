#!/bin/sh
# Makes speech.wav, door.mp4 and the pictures from Debian packages: python3-skimage python3-pil
# python3-numpy ffmpeg espeak-ng sox; and from one npm package, checked against its SHA-256.
# Usage: media/make.sh              writes next to itself; media/README.md says what is what
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# --- speech.wav: 16 kHz mono s16, each part with its length in ms ----------------------------------
part() { sox -R -q "$@"; }
format='-r 16000 -c 1 -b 16'
segments=
at=0
# add KIND MS: appends $work/part.wav, cut to MS, and notes it for the truth
add() {
  number=$((${number:-0} + 1))
  sox -R -q "$work/part.wav" $format "$work/$(printf %02d "$number").wav" trim 0 "$(($2 * 16))s"
  segments="$segments${segments:+,
    }{\"kind\":\"$1\",\"fromMs\":$at,\"toMs\":$((at + $2))}"
  at=$((at + $2))
}
# say TEXT: espeak-ng with its leading and trailing silence cut off
say() {
  espeak-ng -v en-us -s 140 -w "$work/said.wav" "$1"
  part "$work/said.wav" $format "$work/part.wav" silence 1 0.01 0.5% reverse silence 1 0.01 0.5% reverse norm -4
}
length() { soxi -D "$work/part.wav" | awk '{print int($1 * 1000 / 32) * 32}'; }

part -n $format "$work/part.wav" trim 0 2;                                  add silence 1024
say 'Someone is standing at the door, and would like to come in.';          add speech "$(length)"
part -n $format "$work/part.wav" trim 0 2;                                  add silence 768
part -n $format "$work/part.wav" synth 2 pinknoise vol 0.25;                add noise 1024
part -n $format "$work/part.wav" synth 2 sine 440 vol 0.3;                  add tone 1024
part -n $format "$work/part.wav" trim 0 2;                                  add silence 512
say 'Please wait a moment, the gate will open soon.';                       add speech "$(length)"
part -n $format "$work/part.wav" trim 0 2;                                  add silence 512
part -n $format "$work/part.wav" synth 2 whitenoise vol 0.08;               add noise 1024
part -n $format "$work/part.wav" trim 0 2;                                  add silence 512

sox -R -q "$work"/[0-9][0-9].wav $format "$here/speech.wav"
printf '{"rateHz":16000,\n  "segments":[\n    %s]}\n' "$segments" > "$here/speech.truth.json"

# --- door.mp4: H.264, 640x480, 10 frames a second, a key frame each second --------------------------
/usr/bin/python3 "$here/make_door.py" | ffmpeg -nostdin -v error -y -f rawvideo -pix_fmt rgb24 -s 640x480 -r 10 -i - \
  -c:v libx264 -threads 1 -preset slow -crf 23 -g 10 -profile:v main -pix_fmt yuv420p -an \
  -fflags +bitexact -flags:v +bitexact -movflags +faststart "$here/door.mp4"
/usr/bin/python3 "$here/make_door.py" --truth > "$here/door.truth.json"

# --- pictures/: scikit-image's photographs, and Microsoft's Fluent emoji (MIT) over drawn backdrops --
archive=$(cd "$work" && npm pack --silent @lobehub/fluent-emoji-3d@1.1.0 | tail -n 1)
echo "c1bb7eee7de090205a232518a9ab4adb3df458bfbe8a1f78232991194c8b2e58  $work/$archive" | sha256sum -c --quiet -
tar -xzf "$work/$archive" -C "$work"
/usr/bin/python3 "$here/make_pictures.py" "$work/package/assets" "$here/pictures"
