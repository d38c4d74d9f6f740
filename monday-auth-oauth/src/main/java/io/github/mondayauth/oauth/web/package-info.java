/**
 * Parses what browsers send and builds what they receive: raw requests, query parameters, HTML
 * pages, replies. Not exported.
 */
@NullMarked
package io.github.mondayauth.oauth.web;

import org.jspecify.annotations.NullMarked;
