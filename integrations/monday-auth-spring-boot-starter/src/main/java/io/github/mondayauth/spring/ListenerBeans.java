package io.github.mondayauth.spring;

import io.github.mondayauth.AuthListener;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The listeners of the application. They are looked up at the first event, so that a listener may
 * depend on the app's other beans. If a look-up fails, the event is lost, which is logged, and the
 * next event looks them up again.
 */
final class ListenerBeans implements Iterable<AuthListener> {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerBeans.class);

  private final ObjectProvider<AuthListener> beans;
  private volatile @Nullable List<AuthListener> listeners;

  ListenerBeans(ObjectProvider<AuthListener> beans) {
    this.beans = beans;
  }

  @Override
  public Iterator<AuthListener> iterator() {
    List<AuthListener> known = listeners;
    if (known != null) {
      return known.iterator();
    }
    try {
      List<AuthListener> found = beans.orderedStream().toList();
      listeners = found;
      return found.iterator();
    } catch (RuntimeException e) {
      LOG.warn(
          "An event is lost: expected beans of type AuthListener, found one that cannot be created."
              + " Correct it",
          e);
      return Collections.emptyIterator();
    }
  }
}
