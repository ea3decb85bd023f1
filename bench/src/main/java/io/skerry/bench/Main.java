package io.skerry.bench;

/** Entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("skerry bench");
  }
}
