package io.github.mondayauth.oauth;

import org.jspecify.annotations.Nullable;

/**
 * A call of a service with a credential, for {@link Connections#call}. It may be run twice.
 *
 * @param <T> the type of the result
 * @param <X> the exception that the call throws, {@link RuntimeException} if it throws no checked
 *     one
 */
@FunctionalInterface
public interface ServiceCall<T extends @Nullable Object, X extends Exception> {
  /**
   * Calls the service.
   *
   * @param credential a credential for this call; do not store it
   * @return the result
   * @throws UnauthorizedException if the service refuses the credential, before the call has had an
   *     effect
   * @throws X if the call fails for another reason
   */
  T run(Credential credential) throws UnauthorizedException, X;
}
