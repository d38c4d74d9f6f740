package io.github.mondayauth.oauth.web;

import io.github.mondayauth.Reply;
import io.github.mondayauth.internal.Base64Url;
import io.github.mondayauth.oauth.Page;
import io.github.mondayauth.oauth.PageRenderer;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns replies to browsers into complete ones: chooses the language of a page, renders it, and
 * adds the headers. Browsers must not cache the replies, must not send their address as a referrer,
 * and must not show them in a frame, except for {@link BrowserReply#framedPage}.
 */
public final class Pages {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
  private static final int NONCE_BYTES = 16;

  /** The same in all languages. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'");

  private final Translations translations;
  private final Brand brand;
  private final HtmlRenderer standard;
  private final @Nullable PageRenderer custom;
  private final InstantSource time;
  private final URI home;

  /**
   * Creates the pages of an application.
   *
   * @param custom the application's renderer, or null to use the library's
   * @param home monday.com's address, for pages that have no other way out
   */
  public Pages(
      Translations translations,
      Brand brand,
      @Nullable PageRenderer custom,
      InstantSource time,
      URI home) {
    this.translations = translations;
    this.brand = brand;
    this.standard = new HtmlRenderer(brand);
    this.custom = custom;
    this.time = time;
    this.home = home;
  }

  /** A complete reply, and the page that it shows, or null if it shows none. */
  public record Rendered(Reply reply, @Nullable Page page) {}

  /**
   * Completes a reply.
   *
   * @param acceptLanguage the {@code Accept-Language} header of the request, or null
   */
  public Rendered render(BrowserReply reply, @Nullable String acceptLanguage) {
    URI location = reply.location();
    if (reply.page() == null) {
      Map<String, String> headers = headers("default-src 'none'; frame-ancestors 'none'");
      headers.put("Location", String.valueOf(location));
      return new Rendered(Reply.of(reply.status(), headers, reply.cookies(), ""), null);
    }
    Page page = page(reply.page(), translations.choose(acceptLanguage));
    String own = custom == null ? null : rendered(custom, page);
    String html = own == null ? standard.render(page) : own;
    String within = reply.frameAncestors();
    Map<String, String> headers = headers(policy(page, own != null, within));
    headers.put("Content-Type", "text/html; charset=utf-8");
    headers.put("Content-Language", page.language());
    if (within != null) {
      // It cannot name an origin.
      headers.remove("X-Frame-Options");
    }
    if (location != null) {
      headers.put("Refresh", "0;url=" + location);
    }
    return new Rendered(Reply.of(reply.status(), headers, reply.cookies(), html), page);
  }

  /** The page of the application's renderer, or null if that failed. */
  private static @Nullable String rendered(PageRenderer renderer, Page page) {
    try {
      String html = renderer.render(page);
      if (html != null && !html.isBlank()) {
        return html;
      }
      LOG.error("PageRenderer: expected an HTML document for {}, found none", page);
    } catch (Exception e) {
      // A checked one too: a renderer in Kotlin need not declare it. Without its message, which
      // may quote the page.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.error("PageRenderer: {} could not be rendered: {}", page, e.getClass().getName());
    }
    return null;
  }

  private String policy(Page page, boolean isCustom, @Nullable String within) {
    String sources =
        isCustom
            ? "style-src 'self' 'nonce-%s'; img-src 'self' data:; font-src 'self'"
                .formatted(page.styleNonce())
            : standard.sources();
    return "default-src 'none'; %s; base-uri 'none'; form-action %s; frame-ancestors %s"
        .formatted(
            sources, page.form() == null ? "'none'" : "'self'", within == null ? "'none'" : within);
  }

  private static Map<String, String> headers(String contentSecurityPolicy) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Cache-Control", "no-store");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Content-Security-Policy", contentSecurityPolicy);
    return headers;
  }

  private Page page(PageContent content, Language language) {
    Instant now = time.instant();
    String reference = content.reference();
    return new Page(
        content.purpose(),
        language.tag(),
        language.isRightToLeft(),
        brand.name(),
        content.service(),
        content.steps() < 2 ? null : progress(content, language),
        language.text(content.title()),
        content.paragraphs().stream().map(language::text).toList(),
        content.user().stream()
            .map(fact -> new Page.Fact(language.text(fact.label()), fact.value()))
            .toList(),
        form(content, language),
        actions(content, language),
        reference,
        now,
        footer(reference, now, language),
        nonce());
  }

  private static String nonce() {
    // Not kept: a runtime started from a snapshot must not repeat nonces.
    byte[] bytes = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64Url.encode(bytes);
  }

  private static Page.Progress progress(PageContent content, Language language) {
    Map<String, String> values = Map.of("step", "" + content.step(), "steps", "" + content.steps());
    return new Page.Progress(
        content.step(), content.steps(), language.text(new PageText("progress", values)));
  }

  private static List<Page.Fact> footer(String reference, Instant now, Language language) {
    if (reference.isEmpty()) {
      return List.of();
    }
    String time = TIME.format(now.atOffset(ZoneOffset.UTC));
    return List.of(
        new Page.Fact(language.text("footer.reference"), reference),
        new Page.Fact(language.text("footer.time"), time));
  }

  private List<Page.Action> actions(PageContent content, Language language) {
    List<PageContent.Action> actions = new ArrayList<>(content.actions());
    if (actions.isEmpty() && !content.hasForm()) {
      actions.add(new PageContent.Action(Page.Action.Kind.HOME, home.toString()));
    }
    if (content.purpose() == Page.Purpose.REFUSED && brand.support() != null) {
      actions.add(new PageContent.Action(Page.Action.Kind.SUPPORT, brand.support().toString()));
    }
    return actions.stream()
        .map(
            action ->
                new Page.Action(action.kind(), language.text(key(action.kind())), action.address()))
        .toList();
  }

  private static String key(Page.Action.Kind kind) {
    return switch (kind) {
      case CONTINUE -> "action.continue";
      case AGAIN -> "action.again";
      case RETRY -> "action.retry";
      case NEW_TAB -> "action.newTab";
      case SKIP -> "action.skip";
      case BACK -> "action.back";
      case BACK_TO_APP -> "action.backToApp";
      case HOME -> "action.home";
      case SUPPORT -> "action.support";
    };
  }

  private static Page.@Nullable Form form(PageContent content, Language language) {
    String address = content.formAddress();
    return address == null
        ? null
        : new Page.Form(
            address,
            content.hidden(),
            content.fields().stream().map(field -> field(field, language)).toList(),
            language.text("form.connect"));
  }

  private static Page.Field field(PageContent.Field field, Language language) {
    String help = field.helpAddress();
    PageText error = field.error();
    return new Page.Field(
        field.name(),
        field.type(),
        language.text(field.label()),
        field.value(),
        field.suffix(),
        field.hint(),
        help == null ? null : new Page.Link(language.text("form.help"), help),
        field.choices(),
        error == null ? "" : language.text(error));
  }
}
