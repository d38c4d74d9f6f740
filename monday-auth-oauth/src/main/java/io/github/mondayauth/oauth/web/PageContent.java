package io.github.mondayauth.oauth.web;

import io.github.mondayauth.oauth.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a page before its language is chosen. {@link Pages} turns it into a {@link Page}.
 */
public final class PageContent {
  private final Page.Purpose purpose;
  private final PageText title;
  private final List<PageText> paragraphs = new ArrayList<>();
  private final List<Fact> user = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();
  private final Map<String, String> hidden = new LinkedHashMap<>();
  private final List<Field> fields = new ArrayList<>();
  private @Nullable String formAddress;
  private String connection = "";
  private String service = "";
  private int step;
  private int steps;
  private String reference = "";

  /** Starts a page. */
  public PageContent(Page.Purpose purpose, PageText title) {
    this.purpose = purpose;
    this.title = title;
  }

  /** A value with its label. */
  record Fact(PageText label, String value) {}

  /** A link, whose text depends on its kind. */
  record Action(Page.Action.Kind kind, String address) {}

  /**
   * A field of the form.
   *
   * @param helpAddress the address of a page that helps, or null
   * @param error what is wrong with the value, or null
   */
  public record Field(
      String name,
      Page.Field.Type type,
      PageText label,
      String value,
      String suffix,
      String hint,
      @Nullable String helpAddress,
      Map<String, String> choices,
      @Nullable PageText error) {}

  /** Adds a paragraph. */
  public PageContent text(PageText text) {
    paragraphs.add(text);
    return this;
  }

  /** Sets the name and the title of the connection that the page is about, unless they are set. */
  public PageContent about(String name, String title) {
    if (connection.isEmpty()) {
      connection = name;
      service = title;
    }
    return this;
  }

  /** The name of the connection that the page is about, or empty. */
  public String connection() {
    return connection;
  }

  String service() {
    return service;
  }

  /** Sets which of the connections this is. */
  public PageContent progress(int number, int total) {
    step = number;
    steps = total;
    return this;
  }

  /** Adds something about the user who is connecting, or nothing if the value is empty. */
  public PageContent user(PageText label, String value) {
    if (!value.isEmpty()) {
      user.add(new Fact(label, value));
    }
    return this;
  }

  /** Whether the page says who is connecting. */
  public boolean hasUser() {
    return !user.isEmpty();
  }

  /** Adds a link after the others. */
  public PageContent action(Page.Action.Kind action, String address) {
    actions.add(new Action(action, address));
    return this;
  }

  /** Starts the form, which is posted to an address of this application. */
  public PageContent formTo(String address) {
    formAddress = address;
    return this;
  }

  /** Adds a hidden field to the form. */
  public PageContent hidden(String name, String value) {
    hidden.put(name, value);
    return this;
  }

  /** Adds a required field to the form. */
  public PageContent field(Field field) {
    fields.add(field);
    return this;
  }

  /** Sets the code that the app's developer needs. */
  public PageContent reference(String code) {
    reference = code;
    return this;
  }

  /** What the page is for. */
  public Page.Purpose purpose() {
    return purpose;
  }

  PageText title() {
    return title;
  }

  List<PageText> paragraphs() {
    return paragraphs;
  }

  List<Fact> user() {
    return user;
  }

  List<Action> actions() {
    return actions;
  }

  boolean hasForm() {
    return formAddress != null;
  }

  @Nullable String formAddress() {
    return formAddress;
  }

  Map<String, String> hidden() {
    return hidden;
  }

  List<Field> fields() {
    return fields;
  }

  int step() {
    return step;
  }

  int steps() {
    return steps;
  }

  String reference() {
    return reference;
  }

  /** Shows the purpose only. */
  @Override
  public String toString() {
    return "PageContent[" + purpose + "]";
  }
}
