package io.skerry.controller;

/** Entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("skerry controller");
  }
}
