/** The other side of a monday.com app, for its tests. */
@NullMarked
package io.github.mondayauth.testkit;

import org.jspecify.annotations.NullMarked;
