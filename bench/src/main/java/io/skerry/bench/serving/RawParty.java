package io.skerry.bench.serving;

import io.skerry.bench.process.Service;
import java.io.IOException;
import java.util.Arrays;

/** The bare engine in its own process. */
record RawParty(String name, Service service) implements Party {
  @Override
  public Round run(int callers, int requests) throws IOException {
    long[] told =
        Arrays.stream(service.ask(callers + " " + requests).split(" ", -1))
            .mapToLong(Long::parseLong)
            .toArray();
    return new Round(
        told[0] / 1e6 / told[2], told[2] / (told[1] / 1e9), told[3] / 1e6, told[4] / 1e6);
  }
}
