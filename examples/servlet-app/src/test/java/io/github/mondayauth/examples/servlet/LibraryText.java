package io.github.mondayauth.examples.servlet;

/** Texts of the library's pages that tests look for: headings, links and buttons. */
final class LibraryText {
  static final String CONTINUE = "Continue";
  static final String CONNECT = "Connect";
  static final String START_AGAIN = "Start again";
  static final String OPEN_IN_A_NEW_TAB = "Open in a new tab";

  static final String UNUSABLE_LINK = "This link cannot be used";
  static final String OPENED_IN_A_FRAME = "Open this page in a new tab";
  static final String DIFFERENT_ACCOUNT = "You chose a different monday.com account";
  static final String KEY_REFUSED = "The key was not accepted";
  static final String NOT_SET_UP = "This app is not set up correctly";
  static final String UNAVAILABLE = "Temporarily unavailable";

  private LibraryText() {}

  /** The heading of a confirmation page. */
  static String confirmation(String service) {
    return "Connect " + service + "?";
  }

  /** The heading of a form, and the title of the notification that a service is not connected. */
  static String connect(String service) {
    return "Connect " + service;
  }

  /** The title of the notification that a service must be reconnected. */
  static String reconnect(String service) {
    return "Reconnect " + service;
  }

  /** The heading of the page after the user denied access to a service. */
  static String denied(String service) {
    return "Not connected: " + service;
  }
}
