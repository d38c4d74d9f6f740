/**
 * A monday.com integration as a Spring Boot application.
 *
 * <p>{@code SpringBootApp} is the main class. {@code TrackerConfiguration} declares the connections
 * and the client of the issue tracker. {@code RecipeController} has an example of each request that
 * monday.com sends, {@code ViewController} those of a view, and {@code OperatorController} one that
 * Spring Security protects.
 */
@NullMarked
package io.github.mondayauth.examples.spring;

import org.jspecify.annotations.NullMarked;
