package io.skerry.controller;

import picocli.CommandLine.IVersionProvider;

/** The release that the jar's manifest names. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"skerry controller " + (version == null ? "(unreleased)" : version)};
  }
}
