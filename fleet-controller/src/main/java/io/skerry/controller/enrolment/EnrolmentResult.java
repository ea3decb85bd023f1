package io.skerry.controller.enrolment;

import io.skerry.protocol.message.Enrolment;

/** What became of a device's request. */
sealed interface EnrolmentResult {
  /** The device is enrolled. */
  record Enrolled(Enrolment.Answer answer) implements EnrolmentResult {}

  /** The secret doesn't work; why is nobody's business. */
  record Forbidden() implements EnrolmentResult {}

  /** The secret works, but a device of this name is enrolled and the token wasn't made for it. */
  record NameTaken() implements EnrolmentResult {}

  /** The secret works, but the request breaks a rule. */
  record Unusable(String reason) implements EnrolmentResult {}
}
