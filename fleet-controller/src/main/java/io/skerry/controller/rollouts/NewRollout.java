package io.skerry.controller.rollouts;

import io.skerry.protocol.message.Assignment.Desired;
import java.util.List;
import java.util.Map;

/** A rollout that is about to be stored. */
record NewRollout(
    Desired desired, Map<String, String> selector, Plan plan, List<Member> members, String who) {}
