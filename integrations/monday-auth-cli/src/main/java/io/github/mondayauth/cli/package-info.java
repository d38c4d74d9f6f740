/**
 * The command line tool {@code monday-auth}. {@link io.github.mondayauth.cli.MondayAuthCli} starts
 * one of the commands, {@code DoctorCommand}, {@code CheckCommand}, {@code RotateCommand}, {@code
 * MaintainCommand}, {@code ListCommand} and {@code ForgetCommand}. {@code Settings} reads
 * environment variables and files, {@code OpenVault} opens the database, {@code ConnectorFile}
 * reads the connectors, {@code Output} and {@code ProgressLine} print, and {@code CliException}
 * ends a command with an {@code ExitCode}.
 */
@NullMarked
package io.github.mondayauth.cli;

import org.jspecify.annotations.NullMarked;
