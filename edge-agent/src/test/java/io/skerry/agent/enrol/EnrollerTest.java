package io.skerry.agent.enrol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.skerry.protocol.crypto.Ed25519Signer;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.FleetId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Enrolment;
import io.skerry.protocol.message.EnrolmentToken;
import io.skerry.protocol.tuf.KeySet;
import io.skerry.protocol.tuf.MetadataWriter;
import io.skerry.protocol.tuf.RoleName;
import io.skerry.protocol.tuf.Root;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnrollerTest {
  private static final DeviceId DEVICE = new DeviceId("door-1");
  private static final FleetId FLEET = new FleetId("reef");

  @TempDir private Path folder;
  private final List<String> requests = new ArrayList<>();
  private TestAuthority authority;
  private HttpsServer server;
  private byte[] root = root();
  private byte[] offered = root;
  private int status = 200;

  @BeforeEach
  void serve() throws Exception {
    authority = new TestAuthority();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(authority.serverContext()));
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static byte[] root() {
    Ed25519Signer key = Ed25519Signer.generate(new SecureRandom());
    Map<RoleName, KeySet> keys = new HashMap<>();
    for (RoleName role : RoleName.values()) {
      keys.put(role, KeySet.of(key.publicKey()));
    }
    return MetadataWriter.sign(
        Root.of(1, Instant.parse("2035-01-01T00:00:00Z"), keys), List.of(key));
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    byte[] body = exchange.getRequestBody().readAllBytes();
    byte[] answer = offered;
    int code = 200;
    if (exchange.getRequestURI().getPath().equals("/api/v1/enrol")) {
      answer = enrol(body);
      code = status;
    }
    exchange.sendResponseHeaders(code, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private byte[] enrol(byte[] body) {
    try {
      Enrolment.Request request = Json.read(body, Enrolment.Request.class);
      assertEquals(32, request.contentKey().length());
      return Json.write(
          new Enrolment.Answer(
              FLEET, authority.issueFor(request.request()), authority.pem(), "localhost", 8883));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private EnrolmentToken token(Sha256 pin, Instant expires) {
    return new EnrolmentToken(
        URI.create("https://localhost:" + server.getAddress().getPort()),
        FLEET,
        pin,
        "one-use-secret",
        expires);
  }

  private EnrolmentToken token() {
    return token(PinnedAuthority.hashOf(authority.certificate()), Instant.now().plusSeconds(60));
  }

  private Place enrol(EnrolmentToken token) throws EnrolException {
    return new Enroller(folder.resolve("state"), InstantSource.system()).enrol(token, root, DEVICE);
  }

  private EnrolException refused(EnrolmentToken token) {
    EnrolException fault = assertThrows(EnrolException.class, () -> enrol(token));
    assertEquals(EnrolException.Fault.REFUSED, fault.fault());
    assertFalse(Enroller.enrolled(folder.resolve("state")));
    assertFalse(fault.getMessage().contains("\n"));
    return fault;
  }

  @Test
  void enrolsAndKeepsItsKeysToItself() throws Exception {
    Place place = enrol(token());
    assertEquals(8883, place.mqttPort());
    Identity identity = Identity.load(folder.resolve("state"));
    assertEquals(DEVICE, identity.recipient().device());
    for (String name : List.of("identity.key", "content.key", "enrolment.json")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(folder.resolve("state").resolve(name))));
    }
    assertEquals(List.of("GET /repository/metadata/1.root.json", "POST /api/v1/enrol"), requests);
  }

  @Test
  void sendsNothingToAnotherAuthority() throws Exception {
    Sha256 other = PinnedAuthority.hashOf(new TestAuthority().certificate());
    EnrolException fault = refused(token(other, Instant.now().plusSeconds(60)));
    assertEquals(
        "the controller's CA is not the one the token names: expected sha256 "
            + other
            + ", got "
            + PinnedAuthority.hashOf(authority.certificate()),
        fault.getMessage());
    assertEquals(List.of(), requests);
  }

  @Test
  void sendsNoSecretToAControllerWithAnotherRoot() {
    offered = root();
    EnrolException fault = refused(token());
    assertEquals(
        "the controller offers another root 1: expected sha256 "
            + Sha256.of(root)
            + ", got "
            + Sha256.of(offered),
        fault.getMessage());
    assertEquals(List.of("GET /repository/metadata/1.root.json"), requests);
  }

  @Test
  void refusesAnExpiredTokenWithoutConnecting() {
    EnrolmentToken token =
        token(PinnedAuthority.hashOf(authority.certificate()), Instant.now().minusSeconds(1));
    assertTrue(refused(token).getMessage().startsWith("the token expired at "));
    assertEquals(List.of(), requests);
  }

  @Test
  void refusesARootThatItsOwnKeysDidNotSign() throws FormatException {
    var tree = (com.fasterxml.jackson.databind.node.ObjectNode) read(root);
    ((com.fasterxml.jackson.databind.node.ObjectNode) tree.path("signed")).put("version", 2);
    root = Json.write(tree);
    assertTrue(refused(token()).getMessage().startsWith("root.json: "));
  }

  @Test
  void refusesATokenThatTheControllerRefuses() {
    status = 403;
    assertTrue(refused(token()).getMessage().contains("ask for a new one"));
  }

  @Test
  void failsAsTransportWhereNothingAnswers() {
    EnrolmentToken token = token();
    server.stop(0);
    EnrolException fault = assertThrows(EnrolException.class, () -> enrol(token));
    assertEquals(EnrolException.Fault.TRANSPORT, fault.fault());
  }

  @Test
  void doesNotEnrolTwice() throws Exception {
    enrol(token());
    EnrolException fault = assertThrows(EnrolException.class, () -> enrol(token()));
    assertTrue(fault.getMessage().contains("holds an enrolled device"));
  }

  private static com.fasterxml.jackson.databind.JsonNode read(byte[] bytes) throws FormatException {
    return Json.read(bytes, com.fasterxml.jackson.databind.JsonNode.class);
  }
}
