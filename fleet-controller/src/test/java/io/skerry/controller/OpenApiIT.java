package io.skerry.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.skerry.controller.state.State;
import io.skerry.controller.state.StateFolder;
import io.skerry.protocol.id.FleetId;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API's description and the mounted routes say the same. */
final class OpenApiIT {
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "patch", "delete");

  @TempDir Path folder;

  @Test
  void describesEveryRouteAndNoOther() throws Exception {
    StateFolder files = new StateFolder(folder.resolve("state"));
    State.create(files, new FleetId("test"), List.of(), Clock.systemUTC());
    State state = State.load(files, Clock.systemUTC());
    try (Controller controller = Controller.start(state, new Ports("127.0.0.1", 0, 0))) {
      Set<String> mounted = new TreeSet<>(controller.calls());
      assertEquals(described(), mounted);
    }
  }

  private static Set<String> described() throws Exception {
    Set<String> calls = new TreeSet<>();
    try (InputStream in = OpenApiIT.class.getResourceAsStream("/openapi.yaml")) {
      JsonNode paths = new YAMLMapper().readTree(in).path("paths");
      paths
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .fieldNames()
                      .forEachRemaining(
                          name -> {
                            if (METHODS.contains(name)) {
                              calls.add(
                                  name.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                            }
                          }));
    }
    return calls;
  }
}
