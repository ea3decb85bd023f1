#!/usr/bin/env bash
# ./skerry test [--long]: unit and integration tests, the demo's checks, the classifiers' accuracy, then the ten slowest.
# ./skerry test --gpu: the tests that need an NVIDIA GPU, and no others.
set -euo pipefail
top=$SKERRY_HOME
export JAVA_HOME=$SKERRY_JDK
export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
data=${SKERRY_DATA:-$top/../shared/data}
began=$SECONDS

install() { # what the tests need beyond a JDK and Maven
  local missing=() package
  for package in mosquitto mosquitto-clients dataset-fashion-mnist libonnx-testdata; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  command -v node >/dev/null && command -v npm >/dev/null || missing+=(nodejs npm)
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" -eq 0 ] || { echo "skerry test: run as root, or install: apt-get install ${missing[*]}" >&2; exit 2; }
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}"
}

accuracy() { # both classifiers through a running agent; CIFAR-10's pictures have no licence and lie outside the project
  local measured=(--fashion /usr/share/datasets/fashion-mnist)
  if [ -f "$data/cifar10-subset.tar" ]; then
    measured+=(--cifar "$data/cifar10-subset.tar")
  else
    echo "skipped: the classifier's accuracy on CIFAR-10, there is no $data/cifar10-subset.tar (set SKERRY_DATA)"
  fi
  "$top/skerry" bench accuracy "${measured[@]}"
}

slowest() {
  echo "ten slowest tests (s):"
  find "$top" -path '*/target/*-reports/TEST-*.xml' -exec grep -ho '<testcase [^>]*' {} + |
    sed -E 's/.* name="([^"]*)".* classname="([^"]*)".* time="([^"]*)".*/\3 \2.\1/' | sort -rn | sed -n 1,10p
}

usage() {
  cat <<'TEXT'
usage: ./skerry test [--long | --gpu]
  (nothing)  unit and integration tests, the demo's checks, accuracy, short benchmarks
  --long     all benchmarks too, and the demo five times
  --gpu      builds with the profiles for GPUs (642 MB more to download on x64) and runs the tests tagged gpu, and no
             others. It needs an NVIDIA GPU with its driver and, on the library path, CUDA 12, cuDNN 9 and TensorRT 10;
             docs/INFERENCE.md, "A build for GPUs", has the list. Exit code 3: this machine has no GPU.
TEXT
}

library() { # is there a library of this name where the loader looks?
  local folder paths=${LD_LIBRARY_PATH:-}
  ldconfig -p 2>/dev/null | grep -qF "$1 " && return
  for folder in ${paths//:/ }; do
    [ ! -e "$folder/$1" ] || return 0
  done
  return 1
}

gpu_missing() { # what the GPU's tests need and this machine lacks, a line each
  local found=no device name
  for device in /dev/nvidia[0-9]* /dev/nvhost-gpu /dev/nvhost-ctrl-gpu /dev/nvgpu; do
    [ ! -e "$device" ] || found=yes
  done
  [ $found = yes ] || echo "device: none of /dev/nvidia0…, /dev/nvhost-gpu, /dev/nvhost-ctrl-gpu and /dev/nvgpu is there"
  local libraries=(libcuda.so.1 libcudart.so.12 libcublas.so.12 libcublasLt.so.12 libnvrtc.so.12 libcudnn.so.9
    libnvinfer.so.10 libnvinfer_plugin.so.10 libnvonnxparser.so.10)
  [ "$(uname -m)" != x86_64 ] || libraries+=(libnvidia-ml.so.1 libcurand.so.10)
  for name in "${libraries[@]}"; do
    library "$name" || echo "library: $name is not on the library path"
  done
}

gpu() { # a library may lie where only the natives' own paths name it: without a device this ends, else the tests tell
  local missing profiles=cuda,tensorrt tests=()
  [ "$(uname -m)" = x86_64 ] || { profiles=tensorrt; tests=('-Dit.test=!OnnxProvidersGpuIT'); }
  missing=$(gpu_missing)
  case "$missing" in
    device:*) printf 'skerry test --gpu: this machine has no NVIDIA GPU that could be used. Missing:\n%s\n' "$missing" >&2; exit 3 ;;
    ?*) printf 'skerry test --gpu: probably missing:\n%s\n' "$missing" >&2 ;;
  esac
  mkdir -p "$top/target"
  echo "$profiles" >"$top/target/profiles"
  mvn -B -ntp -f "$top/pom.xml" "-Pit,gpu,$profiles" -pl fleet-protocol,edge-agent ${tests[@]+"${tests[@]}"} verify
  echo "all tests of GPUs passed in $((SECONDS - began)) s"
}

case "${1:-}" in
  ''|--long) ;;
  --gpu) gpu; exit 0 ;;
  --help|-h) usage; exit 0 ;;
  *) echo "skerry test: unknown option '$1'" >&2; usage >&2; exit 2 ;;
esac
mkdir -p "$top/target"
: >"$top/target/profiles"
install
mvn -B -ntp -f "$top/pom.xml" -Pit verify
mvn -B -ntp -q -f "$top/pom.xml" dependency:analyze -DfailOnWarning=true
"$top/skerry" bench code
"$top/skerry" demo --check
accuracy
"$top/skerry" bench swap --requests 4000 --swaps 8
"$top/skerry" bench residency --requests 60
"$top/skerry" bench serving --no-fastify --requests 500 --warm-up 250 --starts 2
if [ "${1:-}" = --long ]; then
  "$top/skerry" bench serving
  "$top/skerry" bench swap
  "$top/skerry" bench residency
  "$top/skerry" bench start
  for round in 1 2 3 4 5; do
    echo "soak: demo $round of 5"
    "$top/skerry" demo --check
  done
fi
slowest
echo "all tests passed in $((SECONDS - began)) s"
