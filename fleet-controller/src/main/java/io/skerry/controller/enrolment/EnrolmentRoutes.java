package io.skerry.controller.enrolment;

import io.skerry.controller.api.Answer;
import io.skerry.controller.api.Calls;
import io.skerry.controller.api.ProblemException;
import io.skerry.controller.api.Request;
import io.skerry.controller.api.Routes;
import io.skerry.controller.audit.Audit;
import io.skerry.controller.authority.Authority;
import io.skerry.controller.db.Database;
import io.skerry.protocol.message.Enrolment;
import io.skerry.protocol.message.EnrolmentToken;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code POST enrolment-tokens} for operators, {@code POST enrol} for devices that have nothing but
 * a token's secret. The latter is open: 50 calls at once, 20 a second, and a wrong, used or expired
 * secret, or one for another name, gives the same answer.
 */
public final class EnrolmentRoutes {
  private static final long BODY_BYTES = 16 * 1024;
  private static final int BURST = 50;
  private static final int PER_SECOND = 20;

  private final Calls calls;
  private final Supplier<Enroller> enroller;
  private final Rate rate = new Rate(BURST, PER_SECOND, System.nanoTime());

  /**
   * Makes both routes.
   *
   * @param endpoints asked at each call: the ports are known only when everything listens
   */
  public EnrolmentRoutes(
      Calls calls,
      Database database,
      Authority authority,
      Supplier<Endpoints> endpoints,
      Audit audit) {
    this.calls = calls;
    this.enroller =
        () -> new Enroller(database, authority, endpoints.get(), audit, Clock.systemUTC());
  }

  /** The call of devices. */
  public Routes open() {
    return router -> calls.answer(router.post("/api/v1/enrol"), BODY_BYTES, this::enrol);
  }

  /** The call of operators. */
  public Routes guarded() {
    return router -> calls.answer(router.post("/api/v1/enrolment-tokens"), this::createToken);
  }

  private Answer createToken(Request request) {
    EnrolmentToken token =
        enroller.get().createToken(request.who(), request.body(TokenRequest.class));
    return Answer.json(201, Map.of("token", token.encode(), "expires", token.expires()));
  }

  private Answer enrol(Request request) {
    if (!rate.pass(System.nanoTime())) {
      throw new ProblemException(429, "too many enrolments at once, try again in a second");
    }
    return switch (enroller.get().enrol(request.body(Enrolment.Request.class))) {
      case EnrolmentResult.Enrolled enrolled -> Answer.json(enrolled.answer());
      case EnrolmentResult.Forbidden forbidden ->
          throw new ProblemException(403, "the token does not work; ask for a new one");
      case EnrolmentResult.NameTaken taken ->
          throw new ProblemException(
              409, "a device of this name is enrolled; a token made for that name enrols it again");
      case EnrolmentResult.Unusable unusable -> throw new ProblemException(422, unusable.reason());
    };
  }
}
