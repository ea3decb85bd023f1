package io.skerry.agent.model;

import io.skerry.protocol.message.Result.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps the best of boxes that overlap, class by class (non-maximum suppression). */
final class Nms {
  private static final int MAX_CANDIDATES = 2_000;
  private static final int MAX_KEPT = 300;

  private Nms() {}

  /**
   * Keeps a box unless a better one of its class overlaps it by more than {@code iou}.
   *
   * @return at most 300 of the best 2,000, best first
   */
  static List<Box> keep(List<Box> candidates, float iou) {
    List<Box> sorted =
        candidates.stream()
            .sorted(Comparator.comparing(Box::score).reversed())
            .limit(MAX_CANDIDATES)
            .toList();
    List<Box> kept = new ArrayList<>();
    for (Box box : sorted) {
      if (kept.size() < MAX_KEPT && kept.stream().noneMatch(better -> hides(better, box, iou))) {
        kept.add(box);
      }
    }
    return kept;
  }

  private static boolean hides(Box better, Box box, float iou) {
    return better.classId() == box.classId() && overlap(better, box) > iou;
  }

  /** Their common area as part of the area that they cover together; 0 for empty boxes. */
  static float overlap(Box a, Box b) {
    float width = Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1());
    float height = Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1());
    if (width <= 0 || height <= 0) {
      return 0;
    }
    float common = width * height;
    return common / (area(a) + area(b) - common);
  }

  private static float area(Box box) {
    return (box.x2() - box.x1()) * (box.y2() - box.y1());
  }
}
