package io.github.mondayauth.testkit;

/** A monday.com account, and whether it has the app installed. */
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

  boolean isInstalled() {
    return installed;
  }

  void setInstalled(boolean newValue) {
    installed = newValue;
  }
}
