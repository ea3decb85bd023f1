package io.skerry.packager;

import io.skerry.packager.cli.FailureReport;
import io.skerry.packager.inspect.InspectCommand;
import io.skerry.packager.key.KeysCommand;
import io.skerry.packager.key.Terminal;
import io.skerry.packager.pack.PackCommand;
import io.skerry.packager.prove.ProveCommand;
import io.skerry.packager.publish.PublishCommand;
import io.skerry.packager.repository.FloorCommand;
import io.skerry.packager.repository.InitCommand;
import io.skerry.packager.repository.SignCommand;
import io.skerry.packager.repository.WithdrawCommand;
import io.skerry.protocol.id.ModelName;
import io.skerry.protocol.id.ReleaseId;
import io.skerry.protocol.id.Version;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** All commands, wired by hand. */
@Command(
    name = "packager",
    description = {
      "Packs, proves, signs and publishes releases.",
      "Once: keys new, init. For each release: pack, prove, sign, publish."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Packager.Release.class,
    footer = "Exit codes: 0 done, 1 refused by a rule, 2 wrong use, 3 machine or network failed.")
final class Packager {
  private Packager() {}

  static CommandLine commandLine(Terminal terminal, Clock clock, PublishCommand publish) {
    CommandLine line =
        new CommandLine(new Packager())
            .addSubcommand(KeysCommand.commandLine(terminal))
            .addSubcommand(new InitCommand(terminal, clock))
            .addSubcommand(new PackCommand())
            .addSubcommand(new ProveCommand())
            .addSubcommand(new SignCommand(terminal, clock))
            .addSubcommand(new FloorCommand(terminal, clock))
            .addSubcommand(new WithdrawCommand(terminal, clock))
            .addSubcommand(publish)
            .addSubcommand(new InspectCommand());
    FailureReport failures = new FailureReport();
    line.setExecutionExceptionHandler(failures);
    line.setParameterExceptionHandler(failures);
    line.registerConverter(ModelName.class, parsed(ModelName::parse));
    line.registerConverter(ReleaseId.class, parsed(ReleaseId::parse));
    line.registerConverter(Version.class, parsed(Version::parse));
    addHelp(line);
    return line;
  }

  private static void addHelp(CommandLine line) {
    for (CommandLine sub : line.getSubcommands().values()) {
      OptionSpec.Builder help = OptionSpec.builder("-h", "--help").usageHelp(true);
      sub.getCommandSpec().addOption(help.description("Show this help message.").build());
      addHelp(sub);
    }
  }

  private static <T> ITypeConverter<T> parsed(ITypeConverter<T> parser) {
    return text -> {
      try {
        return parser.convert(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  /** This program's version, from its jar. */
  static final class Release implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Packager.class.getPackage().getImplementationVersion();
      return new String[] {"skerry packager " + (version == null ? "(not packaged)" : version)};
    }
  }
}
