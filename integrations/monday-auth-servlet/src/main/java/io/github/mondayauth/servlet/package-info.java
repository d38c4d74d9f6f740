/**
 * Filters and servlets for a servlet container, Servlet 6.0 or later.
 *
 * <p>{@link io.github.mondayauth.servlet.MondayRequestFilter} verifies requests from monday.com's
 * servers, {@link io.github.mondayauth.servlet.SessionTokenFilter} requests from the app's views,
 * and {@link io.github.mondayauth.servlet.AgentRequestFilter} requests to external agents. {@link
 * io.github.mondayauth.servlet.AuthorizationServlet} handles the browser's endpoints. {@link
 * io.github.mondayauth.servlet.AppLifecycleServlet}, {@link
 * io.github.mondayauth.servlet.FeatureLifecycleServlet} and {@link
 * io.github.mondayauth.servlet.BoardWebhookServlet} handle webhooks. {@link
 * io.github.mondayauth.servlet.ServletAdapter} has the conversions behind them, for an application
 * with its own servlets.
 */
@NullMarked
package io.github.mondayauth.servlet;

import org.jspecify.annotations.NullMarked;
