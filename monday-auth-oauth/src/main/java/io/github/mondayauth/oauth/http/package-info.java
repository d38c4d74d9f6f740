/**
 * Sends HTTP requests: okhttp or the JDK's own client behind {@link
 * io.github.mondayauth.oauth.HttpTransport}, and the checks that apply to every transport. Not
 * exported.
 */
@NullMarked
package io.github.mondayauth.oauth.http;

import org.jspecify.annotations.NullMarked;
