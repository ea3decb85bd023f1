package io.skerry.controller;

import io.skerry.controller.broker.BrokerException;
import io.skerry.controller.state.StateException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What a command's end says: one line on stderr and a number. */
final class ExitCode {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int WRONG_USE = 2;
  static final int MACHINE = 3;

  private ExitCode() {}

  static int report(Exception fault, CommandLine line, ParseResult result) throws Exception {
    int code =
        switch (fault) {
          case StateException refused -> REFUSED;
          case IllegalArgumentException wrong -> WRONG_USE;
          case BrokerException machine -> MACHINE;
          case IOException machine -> MACHINE;
          default -> throw fault;
        };
    line.getErr().println("controller: " + fault.getMessage());
    return code;
  }

  static int reportUse(ParameterException fault, String[] args) {
    CommandLine line = fault.getCommandLine();
    String name = line.getCommandSpec().qualifiedName();
    line.getErr().println(name + ": " + fault.getMessage() + "; see '" + name + " --help'");
    return WRONG_USE;
  }
}
