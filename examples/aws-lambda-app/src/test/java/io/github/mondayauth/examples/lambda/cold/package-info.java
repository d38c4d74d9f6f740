/**
 * Measures what a cold start of a function costs: {@code examples/benchmarks/run lambda}. Each
 * function has a counterpart that makes the same calls of the AWS SDK without this library.
 */
@org.jspecify.annotations.NullMarked
package io.github.mondayauth.examples.lambda.cold;
