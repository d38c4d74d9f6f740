/**
 * The token store in a database: {@code JdbcTokenStore} over the tables that {@code JdbcSchema}
 * creates. {@code JdbcDialect} holds what differs between databases. To support another database,
 * add a constant there, a file with its tables, and a test class that runs the store contract.
 */
@NullMarked
package io.github.mondayauth.vault.jdbc;

import org.jspecify.annotations.NullMarked;
