/** Compares the vault on a database with bare JDBC on the same database. */
@NullMarked
package io.github.mondayauth.benchmarks.store;

import org.jspecify.annotations.NullMarked;
