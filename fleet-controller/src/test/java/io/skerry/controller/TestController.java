package io.skerry.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.skerry.controller.authority.Authority;
import io.skerry.controller.authority.Pem;
import io.skerry.controller.authority.Role;
import io.skerry.controller.authority.TlsIdentity;
import io.skerry.controller.db.Database;
import io.skerry.controller.state.State;
import io.skerry.controller.state.StateFolder;
import io.skerry.controller.testing.Peer;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.manifest.Manifest;
import io.skerry.protocol.tuf.MetadataWriter;
import io.skerry.protocol.tuf.TargetFile;
import io.skerry.protocol.tuf.Targets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real controller for tests: init, run, and what publishers and enrolment put into it. */
final class TestController implements AutoCloseable {
  static final FleetId FLEET = new FleetId("test");

  private final State state;
  private final Path folder;
  private final HttpClient client;
  private final Map<String, TlsIdentity> identities = new HashMap<>();
  private Controller controller;

  TestController(Path folder) throws Exception {
    this.folder = folder;
    StateFolder files = new StateFolder(folder);
    State.create(files, FLEET, List.of(), Clock.systemUTC());
    this.state = State.load(files, Clock.systemUTC());
    this.client = HttpClient.newBuilder().sslContext(state.tls().context()).build();
    start();
  }

  void start() throws Exception {
    controller = Controller.start(state, new Ports("127.0.0.1", 0, 0));
  }

  void stop() {
    controller.close();
  }

  int mqttPort() {
    return controller.mqttPort();
  }

  State state() {
    return state;
  }

  Database database() {
    return Database.open(state.folder().database());
  }

  HttpClient client() {
    return client;
  }

  /** A call with the admin's token. */
  HttpRequest.Builder request(String path) throws Exception {
    String token = Files.readString(folder.resolve("admin-token")).strip();
    return bare(path).header("Authorization", "Bearer " + token);
  }

  HttpRequest.Builder bare(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + controller.apiPort() + path));
  }

  Answer get(String path) throws Exception {
    return send(request(path));
  }

  Answer post(String path, String json) throws Exception {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  Answer send(HttpRequest.Builder request) throws Exception {
    return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  /** Enrols a device with these labels, in JSON. */
  TlsIdentity enrol(String device, String labels) {
    TlsIdentity identity = Peer.identity(state.authority(), device, Role.DEVICE);
    identities.put(device, identity);
    try (Database database = database()) {
      database.update(
          handle ->
              handle.execute(
                  "INSERT INTO device_identity (device, certificate, pem, content_key, labels,"
                      + " enrolled) VALUES (?, ?, ?, x'00', ?, ?)",
                  device,
                  Authority.fingerprint(identity.chain().getFirst()).hex(),
                  Pem.write(identity.chain().getFirst()),
                  labels,
                  Instant.now().toString()));
    }
    return identity;
  }

  /** What a device got when it enrolled. */
  TlsIdentity identity(String device) {
    return identities.get(device);
  }

  /** Publishes these releases, and no others, as this version of targets. */
  void publish(long version, Map<String, String> floors, String... releases) throws Exception {
    Map<String, TargetFile> files = new HashMap<>();
    try (Database database = database()) {
      for (String release : releases) {
        byte[] manifest = manifest(release);
        TargetFile target = TargetFile.of(manifest);
        files.put(release, target);
        database.update(
            handle ->
                handle.execute(
                    "INSERT OR IGNORE INTO manifest (sha256, path, bytes) VALUES (?, ?, ?)",
                    target.sha256().hex(),
                    release,
                    manifest));
      }
      Map<ModelName, Version> lowest = new HashMap<>();
      floors.forEach((model, floor) -> lowest.put(ModelName.parse(model), Version.parse(floor)));
      Instant expires = Instant.now().plusSeconds(86400).truncatedTo(ChronoUnit.SECONDS);
      Targets targets = new Targets(version, expires, files, lowest, Map.of());
      byte[] bytes = MetadataWriter.sign(targets, List.of());
      database.update(
          handle ->
              handle.execute(
                  "INSERT INTO metadata_file (name, role, version, bytes)"
                      + " VALUES (?, 'targets', ?, ?)",
                  version + ".targets.json",
                  version,
                  bytes));
    }
  }

  private static byte[] manifest(String release) throws Exception {
    String json =
        """
        {"schema":1,"release":"%s","card":{"licence":"MIT","authors":["A"],"description":"d"},
         "parameters":{"minScore":{"type":"decimal","default":"0.7","min":"0.3","max":"0.99"}},
         "content":{"kind":"config"}}
        """
            .formatted(ReleaseId.parse(release));
    return Manifest.parse(json.getBytes(StandardCharsets.UTF_8)).toBytes();
  }

  @Override
  public void close() {
    controller.close();
  }

  /** An answer whose body is JSON, if it is. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    JsonNode json() throws Exception {
      return Json.read(response.body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }
}
