package io.github.mondayauth.oauth.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.Page;
import io.github.mondayauth.oauth.web.Brand;
import io.github.mondayauth.oauth.web.BrowserReply;
import io.github.mondayauth.oauth.web.Pages;
import io.github.mondayauth.oauth.web.Translations;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each page that the library shows. */
final class EveryPageTest {
  private static final Map<String, BrowserReply> SAMPLES = PageSamples.all();

  static List<String> names() {
    return List.copyOf(SAMPLES.keySet());
  }

  private static Page page(String name) {
    return rendered(name, "en").page();
  }

  private static Pages.Rendered rendered(String name, String language) {
    return new Pages(
            Translations.standard(),
            Brand.named("Acme Sync"),
            null,
            InstantSource.fixed(PageSamples.NOW),
            URI.create("https://monday.com/"))
        .render(SAMPLES.get(name), language);
  }

  private static List<Page.Action.Kind> actions(Page page) {
    return page.actions().stream().map(Page.Action::kind).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void offersAWayToContinue(String name) {
    Page page = page(name);

    assertThat(page.title()).isNotBlank();
    assertThat(page.form() != null || !page.actions().isEmpty()).isTrue();
    assertThat(page.paragraphs()).allSatisfy(text -> assertThat(text).isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("names")
  void leadsBackToWhereTheFlowCameFrom(String name) {
    Page page = page(name);
    if (name.startsWith("linked-")) {
      assertThat(actions(page)).contains(Page.Action.Kind.BACK_TO_APP);
    } else if (name.matches("link-.*|token-rejected")) {
      assertThat(actions(page)).containsExactly(Page.Action.Kind.HOME);
    } else if (!name.matches("new-tab|redirect")) {
      assertThat(actions(page)).contains(Page.Action.Kind.BACK);
      assertThat(rendered(name, "en").reply().body())
          .contains("href=\"https://lovelace.monday.com/boards/1\">Back to monday.com</a>");
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasOnePrimaryButton(String name) {
    String html = rendered(name, "en").reply().body();
    int expected = name.equals("redirect") ? 0 : 1;

    assertThat(html.split("class=\"go\"", -1)).hasSize(expected + 1);
    assertThat(html.split("<h1>", -1)).hasSize(2);
    assertThat(html.substring(html.indexOf("</style>"))).doesNotContain("{", "<script");
  }

  @Test
  void aFailureHasAReferenceAndATime() {
    assertThat(page("refused-denied").reference()).isEqualTo("denied");
    assertThat(page("refused-denied").time()).isEqualTo(PageSamples.NOW);
    assertThat(page("form-key-refused").reference()).isEqualTo("key_refused");
    assertThat(page("confirm").reference()).isEmpty();
    assertThat(page("confirm").footer()).isEmpty();
  }

  @Test
  void namesTheStepAmongAllConnections() {
    assertThat(page("confirm").progress()).isEqualTo(new Page.Progress(2, 5, "Step 2 of 5"));
    assertThat(page("form-key").progress()).isEqualTo(new Page.Progress(5, 5, "Step 5 of 5"));
    assertThat(page("token-rejected").progress()).isNull();
  }

  @Test
  void theConfirmationPageShowsWhoIsConnectingAndOtherPagesSayItInShort() {
    assertThat(page("confirm").user())
        .extracting(Page.Fact::value)
        .containsExactly(
            "“ada@lovelace.example”",
            "“Ada Lovelace”",
            "“Analytical Engines”",
            "lovelace.monday.com");
    assertThat(page("form-key").user())
        .extracting(Page.Fact::value)
        .containsExactly("ada@lovelace.example", "lovelace.monday.com");
    assertThat(page("refused-denied").user())
        .extracting(Page.Fact::value)
        .containsExactly("lovelace.monday.com");
  }

  @Test
  void aFormSaysWhatIsWrongAtTheFieldAndKeepsEverythingButTheKey() {
    List<Page.Field> fields = page("form-key-refused").form().fields();

    assertThat(fields).extracting(Page.Field::value).containsExactly("eu-west", "");
    assertThat(fields.get(0).error()).isEmpty();
    assertThat(fields.get(1).error()).contains("still valid at Carrier Mail");
    assertThat(rendered("form-key-refused", "en").reply().body())
        .containsPattern("name=\"key\" type=\"password\"[^>]* aria-invalid=\"true\"")
        .containsPattern("name=\"key\"[^>]* autofocus>")
        .contains("href=\"https://mail.example/help/token\">Where do I find my key?</a>");
  }

  @Test
  void theSuffixOfTheHostIsNextToTheInput() {
    assertThat(page("form-host").form().fields().get(0).suffix()).isEqualTo(".desk.example");
    assertThat(rendered("form-host", "en").reply().body())
        .containsPattern("aria-describedby=\"f-host-suffix\"")
        .contains("<span id=\"f-host-suffix\">.desk.example</span>");
  }
}
