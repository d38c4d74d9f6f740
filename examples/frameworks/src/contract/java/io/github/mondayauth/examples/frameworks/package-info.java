/** Applications in several web frameworks; docs/frameworks.md prints them. */
@org.jspecify.annotations.NullMarked
package io.github.mondayauth.examples.frameworks;
