package io.github.mondayauth.examples.spring;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The page at which a user arrives who has connected everything from a view. */
@RestController
class ConnectedController {
  @GetMapping(path = "/connected", produces = MediaType.TEXT_HTML_VALUE)
  String connected() {
    return "<!doctype html><title>Connected</title><p>You are connected. Close this tab.";
  }
}
