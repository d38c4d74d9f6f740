/**
 * The token store in a database: {@code JdbcTokenStore} over the tables that {@code JdbcSchema}
 * creates. {@code JdbcDialect} holds what differs between databases: a new database is a new
 * constant there, a file of tables, and a class that runs the store contract.
 */
@NullMarked
package io.github.mondayauth.vault.jdbc;

import org.jspecify.annotations.NullMarked;
