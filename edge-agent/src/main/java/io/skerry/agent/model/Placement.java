package io.skerry.agent.model;

import io.skerry.protocol.manifest.Input;

/**
 * Which part of a picture goes to which part of the model's input, both in their own pixels.
 *
 * @param source the part of the picture
 * @param target the part of the input; whole pixels
 */
record Placement(Area source, Area target, int pictureWidth, int pictureHeight, Input.Image input) {

  /** A rectangle. */
  record Area(double x, double y, double width, double height) {}

  /** Where a picture of this size goes; letterbox and crop keep it in the middle. */
  static Placement of(int width, int height, Input.Image input) {
    Area picture = new Area(0, 0, width, height);
    Area tensor = new Area(0, 0, input.width(), input.height());
    return switch (input.fit()) {
      case STRETCH -> new Placement(picture, tensor, width, height, input);
      case LETTERBOX -> new Placement(picture, inside(width, height, input), width, height, input);
      case CROP -> new Placement(middle(width, height, input), tensor, width, height, input);
    };
  }

  private static Area inside(int width, int height, Input.Image input) {
    double scale = Math.min((double) input.width() / width, (double) input.height() / height);
    int w = Math.clamp(Math.round(width * scale), 1, input.width());
    int h = Math.clamp(Math.round(height * scale), 1, input.height());
    int left = (input.width() - w) / 2; // whole pixels
    int top = (input.height() - h) / 2;
    return new Area(left, top, w, h);
  }

  private static Area middle(int width, int height, Input.Image input) {
    double scale = Math.min((double) width / input.width(), (double) height / input.height());
    double w = input.width() * scale;
    double h = input.height() * scale;
    return new Area((width - w) / 2, (height - h) / 2, w, h);
  }

  /** From 0..1 of the input to 0..1 of the picture, across. */
  float pictureX(float x) {
    return part(x * input.width(), target.x, target.width, source.x, source.width, pictureWidth);
  }

  /** From 0..1 of the input to 0..1 of the picture, down. */
  float pictureY(float y) {
    return part(
        y * input.height(), target.y, target.height, source.y, source.height, pictureHeight);
  }

  private static float part(
      double pixel, double from, double length, double start, double span, int whole) {
    double at = start + (pixel - from) / length * span;
    return (float) Math.clamp(at / whole, 0.0, 1.0);
  }
}
