package io.github.mondayauth.oauth.flow;

import io.github.mondayauth.oauth.connector.ConnectorSpec;

/**
 * A leg that begins or goes on.
 *
 * @param connector the connection that it makes
 * @param connectionNumber for a connection of the whole account, its number when the leg began, so
 *     that a callback can tell whether somebody else has made it since; 0 if there was none, and
 *     for every other connection
 */
record Leg(ConnectorSpec connector, long connectionNumber) {}
