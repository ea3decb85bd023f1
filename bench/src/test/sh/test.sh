#!/usr/bin/env bash
# ./skerry test [--long]: unit and integration tests, the demo's checks, the classifiers' accuracy, then the ten slowest.
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

case "${1:-}" in
  ''|--long) ;;
  *) echo "skerry test: unknown option '$1', there is only --long" >&2; exit 2 ;;
esac
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
