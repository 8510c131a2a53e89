package org.spinecds.command;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the jar does when its first argument is a word: one class for each command. */
@Command(
        name = "spine-recurrence-cds",
        description = "Tools for the content of the service. Without a command the service starts.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CheckCommand.class,
            TestCommand.class,
            EvaluateCommand.class,
            ExplainCommand.class,
            DiffCommand.class,
            PackageCommand.class,
            RollbackCommand.class,
            ValidateCommand.class
        })
public final class Commands {

    private Commands() {}

    /** Whether the arguments name a command; options such as {@code --server.port=1} are for the service. */
    public static boolean isNamedBy(String[] arguments) {
        return arguments.length > 0 && !arguments[0].startsWith("-");
    }

    /** Runs the command and returns the exit code: 0 all well, 1 something was found, 2 it could not be run. */
    public static int run(String[] arguments) {
        LoggingSystem.get(Commands.class.getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
        return line().execute(arguments);
    }

    /** The commands as picocli runs them: what cannot be run is a sentence and 2. */
    static CommandLine line() {
        return new CommandLine(new Commands()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(failure.getMessage());
            command.getErr().flush();
            return CommandLine.ExitCode.USAGE;
        });
    }
}
