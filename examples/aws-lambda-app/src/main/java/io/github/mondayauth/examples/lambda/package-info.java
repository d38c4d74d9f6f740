/**
 * A monday.com integration as separate Lambda functions behind one HTTP API.
 *
 * <p>Each function is a class whose name ends with {@code Function}, and is named by template.yaml.
 * {@link io.github.mondayauth.examples.lambda.Settings} reads the environment, and {@link
 * io.github.mondayauth.examples.lambda.Integration} configures the library.
 */
@NullMarked
package io.github.mondayauth.examples.lambda;

import org.jspecify.annotations.NullMarked;
