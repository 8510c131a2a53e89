package org.spinecds.command;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The commands of the jar, one class for each; the first argument selects one. */
@Command(
        name = "spine-recurrence-cds",
        description =
                "Tools for the content of the service, its records and doses. Without a command the service starts.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        scope = ScopeType.INHERIT,
        subcommands = {
            CheckCommand.class,
            TestCommand.class,
            EvaluateCommand.class,
            ExplainCommand.class,
            DiffCommand.class,
            PackageCommand.class,
            RollbackCommand.class,
            ValidateCommand.class,
            DoseCommand.class,
            ReplayCommand.class
        })
public final class Commands {

    private Commands() {}

    /** Whether the arguments name a command; options such as {@code --server.port=1} are for the service. */
    public static boolean isNamedBy(String[] arguments) {
        return arguments.length > 0 && !arguments[0].startsWith("-");
    }

    /** Runs the command and returns the exit code: 0 no findings, 1 findings, 2 it could not run. */
    public static int run(String[] arguments) {
        LoggingSystem.get(Commands.class.getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
        return line().execute(arguments);
    }

    /** The commands for picocli; a command that cannot run prints a message and exits with 2. */
    static CommandLine line() {
        return new CommandLine(new Commands()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(failure.getMessage());
            for (Throwable further : failure.getSuppressed()) {
                command.getErr().println(further.getMessage());
            }
            command.getErr().flush();
            return CommandLine.ExitCode.USAGE;
        });
    }
}
