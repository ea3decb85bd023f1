#!/usr/bin/env bash
# ./skerry test [--long]: unit and integration tests, then the ten slowest.
set -euo pipefail
top=$SKERRY_HOME
export JAVA_HOME=$SKERRY_JDK
export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
mvn -B -ntp -f "$top/pom.xml" -Pit verify
echo "ten slowest tests (s):"
find "$top" -path '*/target/*-reports/TEST-*.xml' -exec grep -ho '<testcase [^>]*' {} + |
  sed -E 's/.* name="([^"]*)".* classname="([^"]*)".* time="([^"]*)".*/\3 \2.\1/' | sort -rn | head -n 10
