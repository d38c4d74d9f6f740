package io.github.mondayauth.examples.spring;

import io.github.mondayauth.AppLifecycleEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Receives app lifecycle events after the starter has handled them. */
@Component
class LifecycleListener {
  private static final Logger LOG = LoggerFactory.getLogger(LifecycleListener.class);

  @EventListener
  void on(AppLifecycleEvent event) {
    LOG.info("{} of {}", event.type(), event.account());
  }
}
