package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.FakeUser;
import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.ReceivedRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;

/**
 * Goes through consent screens and forms in Chromium. Two instances of the application take turns
 * at an https site; monday.com and the tracker are at a different site.
 */
class RealBrowserTest {
  private static final String HOST = "app.example.test";
  private static final URI APP = URI.create("https://" + HOST);

  @TempDir Path folder;
  private LoadBalancer balancer;
  private AppFixture fixture;
  private Chromium browser;
  private FakeUser ada;

  @BeforeEach
  void open() throws Exception {
    balancer = new LoadBalancer(Tls.server(folder, HOST));
    fixture = AppFixture.onTwoInstances(folder, balancer, APP);
    ada = fixture.ada;
    browser = Chromium.withHost(HOST, balancer.port());
  }

  @AfterEach
  void close() {
    browser.close();
    fixture.close();
    balancer.close();
  }

  /** Adds a recipe on a page of monday.com. */
  private void addRecipe() {
    browser.driver.get(fixture.monday.origin().resolve("/boards/1").toString());
    browser.follow(fixture.recipe(ada));
    browser.awaitPath("/oauth2/authorize");
  }

  private void allowMonday() {
    browser.click("Allow");
    browser.awaitPath("/authorize");
  }

  private void allowTracker() {
    browser.click("Allow");
    browser.awaitPath("/callback/mailer");
  }

  private void openForm() {
    addRecipe();
    allowMonday();
    allowTracker();
  }

  private void enter(String key) {
    browser.driver.findElement(By.name("key")).sendKeys(key);
    browser.click(LibraryText.CONNECT);
  }

  private String goodKey() {
    return fixture.mailer.newKey("ada");
  }

  private void assertBackAtMonday() throws Exception {
    assertBackAtMonday(2);
  }

  private void assertBackAtMonday(int exchanges) throws Exception {
    browser.awaitPath("/boards/1111");
    assertThat(browser.uri()).hasToString(fixture.backToUrl());
    assertThat(fixture.credentials()).isEqualTo(3);
    assertThat(fixture.tokenRequests()).as("codes exchanged").isEqualTo(exchanges);
  }

  @Test
  void connectsAcrossSitesWithHostCookies() throws Exception {
    addRecipe();
    assertCookies();
    browser.check("monday-consent");
    allowMonday();
    browser.check("tracker-consent");
    allowTracker();
    browser.check("api-key-form");
    enter("key-mistyped");
    browser.awaitHeading(LibraryText.KEY_REFUSED);
    browser.check("api-key-refused");
    enter(goodKey());
    assertBackAtMonday();
    assertCookies();
    assertNoReferrer();
  }

  private void assertCookies() {
    List<Map<String, Object>> cookiesOfTheApp =
        browser.cookies().stream().filter(cookie -> HOST.equals(cookie.get("domain"))).toList();
    assertThat(cookiesOfTheApp)
        .isNotEmpty()
        .allSatisfy(
            cookie -> {
              assertThat(String.valueOf(cookie.get("name"))).startsWith("__Host-monday-auth-");
              assertThat(cookie)
                  .containsEntry("secure", true)
                  .containsEntry("httpOnly", true)
                  .containsEntry("sameSite", "Lax")
                  .containsEntry("path", "/");
            });
  }

  /** Checks that pages of the application send no {@code Referer}, and their forms no origin. */
  private void assertNoReferrer() {
    List<String> referrers =
        Stream.concat(fixture.monday.requests().stream(), fixture.tracker.requests().stream())
            .map(RealBrowserTest::referrer)
            .toList();
    assertThat(referrers).noneMatch(referrer -> referrer.startsWith(APP.toString()));
    assertThat(balancer.arrivals())
        .filteredOn(arrival -> arrival.method().equals("POST"))
        .filteredOn(arrival -> arrival.uri().getPath().startsWith("/callback/"))
        .isNotEmpty()
        .allSatisfy(arrival -> assertThat(arrival.headers().getFirst("Origin")).isEqualTo("null"))
        .allSatisfy(arrival -> assertThat(arrival.headers().getFirst("Referer")).isNull());
    assertThat(balancer.arrivals())
        .filteredOn(arrival -> arrival.uri().getPath().equals("/callback/monday"))
        .isNotEmpty()
        .allSatisfy(
            arrival ->
                assertThat(arrival.headers().getFirst("Sec-Fetch-Site")).isEqualTo("cross-site"))
        .allSatisfy(arrival -> assertThat(arrival.headers().get("Cookie")).isNotEmpty());
  }

  private static String referrer(ReceivedRequest request) {
    return String.valueOf(request.header("Referer"));
  }

  @Test
  void survivesAReloadAtEveryStep() throws Exception {
    addRecipe();
    browser.reload();
    allowMonday();
    browser.reload();
    allowTracker();
    browser.reload();
    browser.awaitHeading(LibraryText.connect("the mail service"));
    enter(goodKey());
    assertBackAtMonday();
    browser.reload();
    assertBackAtMonday();
  }

  @Test
  void survivesTheBackButtonAtEveryStep() throws Exception {
    addRecipe();
    allowMonday();
    browser.back();
    browser.awaitPath("/oauth2/authorize");
    browser.reload();
    URI used = browser.uri();
    browser.click("Allow");
    // A used leg proves no user, so monday.com's leg starts again.
    browser.awaitOther(used, "/oauth2/authorize");
    allowMonday();
    allowTracker();
    browser.back();
    browser.awaitPath("/authorize");
    browser.reload();
    allowTracker();
    enter(goodKey());
    assertBackAtMonday(3);
    browser.back();
    assertBackAtMonday(3);
  }

  @Test
  void connectsInTwoTabsAtOnce() throws Exception {
    addRecipe();
    String first = browser.driver.getWindowHandle();
    browser.driver.switchTo().newWindow(WindowType.TAB);
    addRecipe();
    String second = browser.driver.getWindowHandle();
    browser.driver.switchTo().window(first);
    allowMonday();
    browser.driver.switchTo().window(second);
    allowMonday();
    browser.driver.switchTo().window(first);
    allowTracker();
    browser.driver.switchTo().window(second);
    allowTracker();
    browser.driver.switchTo().window(first);
    enter(goodKey());
    browser.awaitPath("/boards/1111");
    browser.driver.switchTo().window(second);
    enter(goodKey());
    browser.awaitPath("/boards/1111");
    assertThat(fixture.credentials()).isEqualTo(3);
  }

  @Test
  void survivesADoubleClickOnTheFormsButton() throws Exception {
    openForm();
    browser.driver.findElement(By.name("key")).sendKeys(goodKey());
    new Actions(browser.driver).doubleClick(browser.button(LibraryText.CONNECT)).perform();
    assertBackAtMonday();
  }

  @Test
  void survivesADoubleClickWhileTheServiceIsSlow() throws Exception {
    openForm();
    browser.driver.findElement(By.name("key")).sendKeys(goodKey());
    fixture.mailer.resource(Fault.delay(java.time.Duration.ofMillis(700)).times(1));
    new Actions(browser.driver).doubleClick(browser.button(LibraryText.CONNECT)).perform();
    assertBackAtMonday();
  }

  @Test
  void confirmationPageContinuesAfterAReload() throws Exception {
    openForm();
    browser.driver.manage().deleteAllCookies();
    browser.driver.get(fixture.recipe(ada).toString());
    browser.awaitHeading(LibraryText.confirmation("the mail service"));
    browser.check("confirm");
    browser.reload();
    browser.click(LibraryText.CONTINUE);
    browser.awaitHeading(LibraryText.connect("the mail service"));
    enter(goodKey());
    assertBackAtMonday();
  }

  @Test
  void errorsAreShownAsAccessiblePages() throws Exception {
    addRecipe();
    browser.click("Deny");
    browser.awaitPath("/callback/monday");
    browser.check("denied");
    browser.click(LibraryText.START_AGAIN);
    browser.awaitPath("/oauth2/authorize");

    fixture.monday.tokenEndpoint(Fault.html(503).times(1));
    browser.click("Allow");
    browser.awaitPath("/callback/monday");
    browser.check("monday-down");

    browser.driver.get(APP + "/authorize?token=nonsense");
    browser.awaitPath("/authorize");
    browser.check("bad-token");

    addRecipe();
    browser.driver.executeCdpCommand("Storage.clearCookies", Map.of());
    browser.click("Allow");
    browser.awaitPath("/callback/monday");
    browser.check("another-browser");
    assertThat(fixture.credentials()).isZero();
  }

  @Test
  void noPageIsShownInsideAnotherSitesFrame() throws Exception {
    openForm();
    URI form = browser.uri();
    browser.driver.get(fixture.tracker.origin().resolve("/frames").toString());
    assertThat(framed(form)).doesNotContain(LibraryText.connect("the mail service"));
  }

  @Test
  void connectsInANewTabIfOpenedInAFrame() throws Exception {
    browser.driver.get(fixture.monday.origin().resolve("/boards/1").toString());
    assertThat(framed(fixture.recipe(ada))).contains(LibraryText.OPENED_IN_A_FRAME);
    browser.check("frame");
    browser.driver.switchTo().frame(0);
    browser.click(LibraryText.OPEN_IN_A_NEW_TAB);
    List<String> tabs = List.copyOf(browser.driver.getWindowHandles());
    browser.driver.switchTo().window(tabs.get(tabs.size() - 1));
    browser.awaitPath("/oauth2/authorize");
    allowMonday();
    allowTracker();
    enter(goodKey());
    assertBackAtMonday();
  }

  /** From a view in a frame at another site: in a new tab, while the view waits. */
  @Test
  void connectsFromAViewInACrossSiteFrame() throws Exception {
    browser.driver.get(ada.openView(fixture.at("/view")).toString());
    String board = browser.driver.getWindowHandle();
    browser.driver.switchTo().frame(0);
    browser.awaitText("The mail service: not connected");
    browser.driver.switchTo().defaultContent();
    browser.check("view");
    browser.driver.switchTo().frame(0);
    assertThat(browser.uri().getHost()).as("the page around the frame").isEqualTo("localhost");
    browser.click("Connect");
    browser.switchToOtherTab(board);
    browser.awaitPath("/oauth2/authorize");
    assertThat(browser.driver.executeScript("return window.opener")).isNull();
    allowMonday();
    allowTracker();
    enter(goodKey());
    browser.awaitPath("/view/done");
    browser.check("view-done");

    browser.driver.switchTo().window(board).switchTo().frame(0);
    browser.awaitText("Everything is connected.");
    assertThat(browser.driver.findElement(By.tagName("body")).getText())
        .contains("monday.com: connected", "The mail service: connected")
        .doesNotContain("not connected");
    assertThat(browser.button("Connect").isDisplayed()).isFalse();
    assertThat(fixture.credentials()).isEqualTo(3);
    assertNoSessionTokenInAddresses();
  }

  private void assertNoSessionTokenInAddresses() {
    List<String> tokens =
        balancer.arrivals().stream()
            .map(arrival -> String.valueOf(arrival.headers().getFirst("Authorization")))
            .filter(header -> header.startsWith("Bearer "))
            .map(header -> header.substring("Bearer ".length()))
            .toList();
    assertThat(tokens).as("session tokens of the view").hasSizeGreaterThan(2);
    for (String token : tokens) {
      assertThat(balancer.arrivals())
          .noneMatch(arrival -> arrival.uri().toString().contains(token));
    }
    assertThat(balancer.arrivals())
        .filteredOn(arrival -> arrival.headers().containsKey("Authorization"))
        .allSatisfy(arrival -> assertThat(arrival.headers().get("Cookie")).isNull());
  }

  @Test
  void noOtherSiteMayShowTheViewInAFrame() {
    browser.driver.get(fixture.tracker.origin().resolve("/frames").toString());
    assertThat(framed(fixture.at("/view"))).doesNotContain("Connections");
  }

  @Test
  void aLinkInTheFrameOfTheViewLeadsToANewTab() throws Exception {
    browser.driver.get(ada.openView(fixture.at("/view")).toString());
    browser.driver.switchTo().frame(0);
    browser.awaitText("not connected");
    String link =
        String.valueOf(
            browser.driver.executeAsyncScript(
                """
                const done = arguments[0];
                post('view/link').then(reply => { done(reply.link); location.assign(reply.link); });
                """));
    browser.driver.switchTo().defaultContent().switchTo().frame(0);
    browser.awaitText(LibraryText.OPENED_IN_A_FRAME);
    String board = browser.driver.getWindowHandle();
    browser.click(LibraryText.OPEN_IN_A_NEW_TAB);
    browser.switchToOtherTab(board);
    browser.awaitPath("/oauth2/authorize");
    allowMonday();
    allowTracker();
    enter(goodKey());
    browser.awaitPath("/view/done");
    assertThat(link).startsWith(APP + "/authorize?link=");
  }

  /** The text that a frame on the current page shows. */
  private String framed(URI uri) {
    browser.driver.executeAsyncScript(
        """
        const [address, done] = arguments, frame = document.createElement('iframe');
        frame.onload = () => done();
        frame.src = address;
        frame.title = 'the app';
        frame.style.maxWidth = '100%';
        (document.querySelector('main') || document.body).append(frame);
        """,
        uri.toString());
    browser.driver.switchTo().frame(0);
    String text = browser.driver.findElement(By.tagName("body")).getText();
    browser.driver.switchTo().defaultContent();
    return text;
  }
}
