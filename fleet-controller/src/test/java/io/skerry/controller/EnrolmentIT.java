package io.skerry.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.skerry.controller.authority.Authority;
import io.skerry.controller.authority.Pem;
import io.skerry.controller.authority.TlsIdentity;
import io.skerry.controller.testing.Peer;
import io.skerry.controller.testing.SigningRequests;
import io.skerry.protocol.id.DeviceId;
import io.skerry.protocol.id.Sha256;
import io.skerry.protocol.json.Bytes;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.message.Enrolment;
import io.skerry.protocol.message.EnrolmentToken;
import io.skerry.protocol.topic.Topics;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From a token to a connection, over HTTPS and MQTT as a device does it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EnrolmentIT {
  @TempDir static Path folder;
  private TestController controller;

  @BeforeAll
  void start() throws Exception {
    controller = new TestController(folder.resolve("state"));
  }

  @AfterAll
  void stop() {
    controller.close();
  }

  private EnrolmentToken token(String body) throws Exception {
    TestController.Answer answer = controller.post("/api/v1/enrolment-tokens", body);
    assertEquals(201, answer.status());
    return EnrolmentToken.parse(answer.json().path("token").asText());
  }

  private TestController.Answer enrol(String secret, String device, String request)
      throws Exception {
    byte[] body =
        Json.write(
            new Enrolment.Request(secret, new DeviceId(device), request, Bytes.of(new byte[32])));
    return controller.send(
        controller
            .bare("/api/v1/enrol")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private static String request(String name) {
    return SigningRequests.pem(name, Authority.newKeyPair());
  }

  @Test
  void turnsATokenIntoACertificateThatTheBrokerKnows() throws Exception {
    EnrolmentToken token = token("{\"labels\":{\"site\":\"north\"}}");
    assertEquals("https", token.url().getScheme());
    assertEquals(controller.state().authority().publicKeyHash(), token.authority());
    KeyPair pair = Authority.newKeyPair();
    TestController.Answer answer = enrol(token.secret(), "door", SigningRequests.pem("door", pair));
    assertEquals(200, answer.status());
    Enrolment.Answer enrolled = Json.convert(answer.json(), Enrolment.Answer.class);
    assertEquals(TestController.FLEET, enrolled.fleet());
    assertEquals(controller.mqttPort(), enrolled.mqttPort());
    assertEquals(
        token.authority(),
        Sha256.of(Pem.certificates(enrolled.authority()).getFirst().getPublicKey().getEncoded()));
    TlsIdentity identity =
        new TlsIdentity(
            List.of(
                Pem.certificates(enrolled.certificate()).getFirst(),
                Pem.certificates(enrolled.authority()).getFirst()),
            pair.getPrivate());
    try (Peer device = Peer.connect(enrolled.mqttPort(), identity, "door")) {
      Topics topics = new Topics(TestController.FLEET);
      assertEquals(1, device.subscribe(topics.inFilter(new DeviceId("door"))));
    }
    TestController.Answer listed = controller.get("/api/v1/devices/door");
    assertEquals("north", listed.json().path("labels").path("site").asText());
    assertEquals(
        "device.enrol",
        controller.get("/api/v1/audit?limit=1").json().path(0).path("action").asText());
  }

  @Test
  void answersEverySecretThatDoesNotWorkAlike() throws Exception {
    EnrolmentToken used = token("{}");
    assertEquals(200, enrol(used.secret(), "used", request("used")).status());
    EnrolmentToken bound = token("{\"device\":\"bound\"}");
    TestController.Answer wrong = enrol("wrong", "other", request("other"));
    TestController.Answer again = enrol(used.secret(), "other", request("other"));
    TestController.Answer elsewhere = enrol(bound.secret(), "other", request("other"));
    assertEquals(403, wrong.status());
    assertEquals(withoutId(wrong), withoutId(again));
    assertEquals(withoutId(wrong), withoutId(elsewhere));
    assertEquals(200, enrol(bound.secret(), "bound", request("bound")).status());
  }

  private static String withoutId(TestController.Answer answer) throws Exception {
    ObjectNode problem = (ObjectNode) answer.json();
    problem.remove("instance");
    return answer.status() + new String(Json.write(problem), StandardCharsets.UTF_8);
  }

  @Test
  void refusesANameThatIsTakenAndKeepsTheToken() throws Exception {
    assertEquals(200, enrol(token("{}").secret(), "taken", request("taken")).status());
    EnrolmentToken token = token("{}");
    assertEquals(409, enrol(token.secret(), "taken", request("taken")).status());
    assertEquals(200, enrol(token.secret(), "free", request("free")).status());
  }

  @Test
  void replacesTheCertificateWithATokenMadeForThatDevice() throws Exception {
    assertEquals(200, enrol(token("{}").secret(), "again", request("again")).status());
    String before = certificate("again");
    String bound = "{\"device\":\"again\",\"labels\":{\"site\":\"south\"}}";
    EnrolmentToken token = token(bound);
    assertEquals(200, enrol(token.secret(), "again", request("again")).status());
    assertNotEquals(before, certificate("again"));
    JsonNode device = controller.get("/api/v1/devices/again").json();
    assertEquals("south", device.path("labels").path("site").asText());
    JsonNode line = controller.get("/api/v1/audit?limit=1").json().path(0);
    assertTrue(line.path("detail").asText().endsWith("in place of " + before), line.toString());
    assertEquals(403, enrol(token.secret(), "again", request("again")).status());
  }

  private String certificate(String device) throws Exception {
    return controller.get("/api/v1/devices/" + device).json().path("certificate").asText();
  }

  @Test
  void refusesARequestInAnotherNameOrWithoutItsKey() throws Exception {
    EnrolmentToken token = token("{}");
    assertEquals(422, enrol(token.secret(), "gate", request("other")).status());
    assertEquals(422, enrol(token.secret(), "gate", "nothing").status());
    String stolen =
        SigningRequests.pem("gate", Authority.newKeyPair().getPublic(), Authority.newKeyPair());
    assertEquals(422, enrol(token.secret(), "gate", stolen).status());
    assertNotEquals(200, controller.get("/api/v1/devices/gate").status());
    assertEquals(422, enrol(token.secret(), "controller", request("controller")).status());
    assertEquals(200, enrol(token.secret(), "gate", request("gate")).status());
  }

  @Test
  void asksOperatorsForTheirTokenAndChecksWhatTheyAskFor() throws Exception {
    HttpRequest.Builder bare =
        controller
            .bare("/api/v1/enrolment-tokens")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    assertEquals(401, controller.send(bare).status());
    assertEquals(400, controller.post("/api/v1/enrolment-tokens", "{\"ttlS\":0}").status());
    assertEquals(400, controller.post("/api/v1/enrolment-tokens", "{\"device\":\"A B\"}").status());
  }
}
