/**
 * The library in Spring Boot 3.5 and 4, for applications with Spring MVC.
 *
 * <p>{@link io.github.mondayauth.spring.MondayAuthProperties} lists the settings below {@code
 * monday-auth}. The auto-configurations make beans from them: {@link
 * io.github.mondayauth.spring.MondayAuthAutoConfiguration} the app, {@link
 * io.github.mondayauth.spring.MondayVaultAutoConfiguration} the vault, {@link
 * io.github.mondayauth.spring.MondayConnectionsAutoConfiguration} the connections, {@link
 * io.github.mondayauth.spring.MondayWebAutoConfiguration} the endpoints and the verification of
 * requests, {@link io.github.mondayauth.spring.MondaySecurityAutoConfiguration} the rule that makes
 * Spring Security ignore the library's paths, and {@link
 * io.github.mondayauth.spring.MondayHealthAutoConfiguration} and {@link
 * io.github.mondayauth.spring.MondayMetricsAutoConfiguration} health and metrics. {@link
 * io.github.mondayauth.spring.CredentialInterceptor} attaches credentials to the calls of a {@code
 * RestClient}. The customizers change what the settings do not cover.
 */
@NullMarked
package io.github.mondayauth.spring;

import org.jspecify.annotations.NullMarked;
