/**
 * A monday.com integration as a servlet application.
 *
 * <p>{@code ServletApp} assembles the application from {@code Settings} and the servlets of {@code
 * monday-auth-servlet}. {@code RecipeEndpoints} has an example of each request that monday.com
 * sends. {@code AuthorizedHttpClient} calls services with a user's credential. {@code ViewServlet}
 * is a view in which users connect, and {@code ReconnectFilter} notifies those who have to.
 */
@NullMarked
package io.github.mondayauth.examples.servlet;

import org.jspecify.annotations.NullMarked;
