/**
 * A monday.com integration as a servlet application.
 *
 * <p>To copy as they are: {@code AuthorizationServlet}, {@code MondayRequestFilter}, {@code
 * LifecycleServlet} and {@code Replies} between the library and the container, and {@code
 * AuthorizedHttp} for calls with a user's credential. {@code ServletApp} puts everything together
 * from {@code Settings}; the other servlets are one example each of the requests monday.com sends.
 */
@NullMarked
package io.github.mondayauth.examples.servlet;

import org.jspecify.annotations.NullMarked;
