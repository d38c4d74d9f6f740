/**
 * What the application configured for each service. {@link
 * io.github.mondayauth.oauth.connector.ConnectorSpec} declares everything that other packages need
 * from a connector, so that they do not test which kind it is. Not exported.
 */
@NullMarked
package io.github.mondayauth.oauth.connector;

import org.jspecify.annotations.NullMarked;
