package io.github.mondayauth.testkit;

/** An account at monday.com, which has the app installed or not. */
final class FakeAccount {
  private final long id;
  private final String slug;
  private volatile boolean installed = true;

  FakeAccount(long id, String slug) {
    this.id = id;
    this.slug = slug;
  }

  long id() {
    return id;
  }

  String slug() {
    return slug;
  }

  boolean installed() {
    return installed;
  }

  void installed(boolean now) {
    installed = now;
  }
}
