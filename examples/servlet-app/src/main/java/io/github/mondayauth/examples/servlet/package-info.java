/**
 * A monday.com integration as a servlet application.
 *
 * <p>Copy these classes unchanged: {@code AuthorizationServlet}, {@code MondayRequestFilter},
 * {@code LifecycleServlet} and {@code ServletAdapter}, which connect the library to the servlet
 * container, and {@code AuthorizedHttpClient}, which calls services with a user's credential.
 * {@code ServletApp} assembles the application from {@code Settings}, and {@code RecipeEndpoints}
 * has an example of each request that monday.com sends.
 */
@NullMarked
package io.github.mondayauth.examples.servlet;

import org.jspecify.annotations.NullMarked;
