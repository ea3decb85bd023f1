package io.skerry.packager.cli;

import io.skerry.packager.cli.Failure.Kind;
import io.skerry.protocol.json.FormatException;
import io.skerry.protocol.json.Json;
import io.skerry.protocol.trust.TrustException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever ended a command into one line on stderr and an exit code. */
public final class FailureReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof RuntimeException && System.getenv("SKERRY_TRACE") != null) {
      e.printStackTrace(command.getErr());
    }
    return tell(command, classify(e), parsed.originalArgs().contains(Report.JSON));
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String help = command.getCommandSpec().qualifiedName() + " --help";
    return tell(
        command,
        Failure.misuse(oneLine(e.getMessage()) + "; see " + help),
        java.util.List.of(args).contains(Report.JSON));
  }

  private static int tell(CommandLine command, Failure failure, boolean json) {
    String message = oneLine(failure.getMessage());
    int exitCode = failure.kind().exitCode();
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
    if (json) {
      byte[] line = Json.write(Json.object().put("error", message).put("exit", exitCode));
      command.getOut().println(new String(line, StandardCharsets.UTF_8));
    }
    return exitCode;
  }

  private static Failure classify(Exception e) {
    return switch (e) {
      case Failure failure -> failure;
      case FormatException refused -> Failure.of(Kind.REFUSED, e, refused.getMessage());
      case TrustException refused -> Failure.of(Kind.REFUSED, e, refused.getMessage());
      case NoSuchFileException missing ->
          Failure.of(Kind.FAULT, e, missing.getFile() + ": no such file; check the path");
      case AccessDeniedException denied ->
          Failure.of(Kind.FAULT, e, denied.getFile() + ": permission denied; check owner and mode");
      case FileSystemException file -> Failure.of(Kind.FAULT, e, file.getMessage());
      case IOException io -> Failure.of(Kind.FAULT, e, String.valueOf(io.getMessage()));
      default ->
          Failure.of(Kind.FAULT, e, "internal error: " + e + "; set SKERRY_TRACE=1 to see where");
    };
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
