/** The vault on a database, against bare JDBC on the same one. */
@NullMarked
package io.github.mondayauth.benchmarks.store;

import org.jspecify.annotations.NullMarked;
