package io.skerry.bench.demo;

import io.skerry.bench.process.Command;
import io.skerry.bench.site.Agent;
import io.skerry.bench.site.Check;
import io.skerry.bench.site.Controller;
import io.skerry.bench.site.Publisher;
import io.skerry.bench.site.Site;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.message.EnrolmentToken;
import java.util.List;
import java.util.Map;

/** A device that is led to another controller does not enrol there. */
final class FirstContact {
  private final Site site;

  FirstContact(Site site) {
    this.site = site;
  }

  /** Leads it there with a token of the genuine controller, and with one of the other. */
  List<String> refusals() {
    try (Controller other = new Controller(site.home(), site.folder().resolve("other"), 0)) {
      other.start();
      Publisher strangers = site.publisher().at(site.folder().resolve("other-repository"));
      strangers.init(other.onlineKeys());
      strangers.sign("shop");
      strangers.publish(other.url(), other.state());
      EnrolmentToken genuine = token(site.controller());
      EnrolmentToken elsewhere =
          new EnrolmentToken(
              other.url(),
              genuine.fleet(),
              genuine.authority(),
              genuine.secret(),
              genuine.expires());
      List<String> refusals =
          List.of(
              "another CA: " + refused(elsewhere, "CA is not the one the token names"),
              "another root: " + refused(token(other), "offers another root"));
      Command.Outcome outcome = victim().enrol(site.publisher().rootFile(), genuine.encode());
      Check.that(outcome.exit() == 0, "the secret was given away: " + outcome);
      return refusals;
    }
  }

  private String refused(EnrolmentToken token, String expected) {
    Command.Outcome outcome = victim().enrol(site.publisher().rootFile(), token.encode());
    Check.that(outcome.exit() == 1, "expected a refusal, got " + outcome);
    Check.that(
        outcome.complaint().contains(expected),
        "expected '" + expected + "', got " + outcome.complaint());
    return outcome.complaint();
  }

  private Agent victim() {
    return new Agent(site.home(), "cam-9", site.folder().resolve("cam-9"));
  }

  private static EnrolmentToken token(Controller controller) {
    try {
      return EnrolmentToken.parse(controller.client().enrolmentToken("cam-9", Map.of()));
    } catch (FormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
