package io.skerry.bench.demo;

import io.skerry.bench.process.Command;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Controller;
import io.skerry.bench.site.Publisher;
import io.skerry.bench.site.Site;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.message.EnrolmentToken;
import java.net.URI;
import java.util.Map;

/** A device that is led to another controller does not enrol there. */
final class FirstContact {
  private final Site site;

  FirstContact(Site site) {
    this.site = site;
  }

  /** The controller's CA is not the one that the token names. */
  String otherAuthority() {
    try (Controller other = other("other-ca")) {
      EnrolmentToken token = token(site.controller());
      URI elsewhere = other.url();
      return refused(
          new EnrolmentToken(
              elsewhere, token.fleet(), token.authority(), token.secret(), token.expires()),
          "ca");
    }
  }

  /** The CA fits, but the controller serves another root than the one the device was given. */
  String otherRoot() {
    try (Controller other = other("other-root")) {
      Publisher strangers =
          new Publisher(
              site.publisher().command(),
              site.folder().resolve("strangers"),
              site.publisher().passphrase());
      strangers.makeKeys();
      strangers.init(other.onlineKeys());
      strangers.pack(site.home().file("examples/config/shop"), "shop");
      strangers.sign("shop");
      strangers.publish(other.url(), other.state());
      return refused(token(other), "root");
    }
  }

  private Controller other(String name) {
    Controller other = new Controller(site.home(), site.folder().resolve(name), 0);
    other.start();
    return other;
  }

  private String refused(EnrolmentToken token, String word) {
    Agent victim = new Agent(site.home(), "cam-9", site.folder().resolve("cam-9-" + word));
    Command.Outcome outcome = victim.enrol(site.publisher().rootFile(), token.encode());
    Check.that(outcome.exit() == 1, "expected a refusal, got " + outcome);
    Check.that(
        outcome.complaint().toLowerCase(java.util.Locale.ROOT).contains(word),
        "expected a refusal that speaks of the " + word + ", got " + outcome.complaint());
    return outcome.complaint();
  }

  private static EnrolmentToken token(Controller controller) {
    try {
      return EnrolmentToken.parse(controller.client().enrolmentToken("cam-9", Map.of()));
    } catch (FormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
