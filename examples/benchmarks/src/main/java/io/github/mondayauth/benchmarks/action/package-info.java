/**
 * {@code run action}: compares whole requests of an action. Servers, each a process, handle the
 * requests of one client process on one PostgreSQL.
 */
@NullMarked
package io.github.mondayauth.benchmarks.action;

import org.jspecify.annotations.NullMarked;
