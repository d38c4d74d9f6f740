package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.testkit.Fault;
import io.github.mondayauth.testkit.FakeUser;
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
 * The way through consent screens and forms in Chromium: the application is on https at a site of
 * its own, two instances take turns, and monday.com and the tracker are at another site.
 */
class RealBrowserTest {
  private static final String HOST = "app.example.test";
  private static final URI APP = URI.create("https://" + HOST);

  @TempDir Path folder;
  private LoadBalancer balancer;
  private Scene scene;
  private Chromium browser;
  private FakeUser ada;

  @BeforeEach
  void open() throws Exception {
    balancer = new LoadBalancer(Tls.server(folder, HOST));
    scene = Scene.onTwoInstances(folder, balancer, APP, true);
    ada = scene.stage.ada;
    browser = Chromium.knowing(HOST, balancer.port());
  }

  @AfterEach
  void close() {
    browser.close();
    scene.close();
    balancer.close();
  }

  /** From a page of monday.com, as a user who adds a recipe. */
  private void addRecipe() {
    browser.driver.get(scene.stage.monday.origin().resolve("/boards/1").toString());
    browser.follow(scene.recipe(ada));
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

  private void toTheForm() {
    addRecipe();
    allowMonday();
    allowTracker();
  }

  private void enter(String key) {
    browser.driver.findElement(By.name("key")).sendKeys(key);
    browser.click("Connect");
  }

  private String goodKey() {
    return scene.stage.mailer.newKey("ada");
  }

  private void assertBack() throws Exception {
    browser.awaitPath("/boards/1111");
    assertThat(browser.uri()).hasToString(scene.backToUrl());
    assertThat(scene.credentials()).isEqualTo(3);
    assertThat(scene.tokenRequests()).as("nothing is exchanged twice").isEqualTo(2);
  }

  @Test
  void theWholePathAcrossSitesWithHostCookies() throws Exception {
    addRecipe();
    assertCookies();
    browser.look("monday-consent");
    allowMonday();
    browser.look("tracker-consent");
    allowTracker();
    browser.look("api-key-form");
    enter("key-mistyped");
    browser.awaitHeading("The key was not accepted");
    browser.look("api-key-refused");
    browser.click("Start again");
    browser.awaitHeading("Connect the mail service");
    enter(goodKey());
    assertBack();
    assertCookies();
    assertNothingLeaks();
  }

  private void assertCookies() {
    List<Map<String, Object>> ours =
        browser.cookies().stream().filter(cookie -> HOST.equals(cookie.get("domain"))).toList();
    assertThat(ours)
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

  /** No page of ours tells another where it came from, and its forms have no origin. */
  private void assertNothingLeaks() {
    List<String> told =
        Stream.concat(
                scene.stage.monday.requests().stream(), scene.stage.tracker.requests().stream())
            .map(RealBrowserTest::referer)
            .toList();
    assertThat(told).noneMatch(referer -> referer.startsWith(APP.toString()));
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

  private static String referer(ReceivedRequest request) {
    return String.valueOf(request.header("Referer"));
  }

  @Test
  void aReloadAtEveryStep() throws Exception {
    addRecipe();
    browser.reload();
    allowMonday();
    browser.reload();
    allowTracker();
    browser.reload();
    browser.awaitHeading("Connect the mail service");
    enter(goodKey());
    assertBack();
    browser.reload();
    assertBack();
  }

  @Test
  void theBackButtonAtEveryStep() throws Exception {
    addRecipe();
    allowMonday();
    browser.back();
    browser.awaitPath("/oauth2/authorize");
    browser.reload();
    browser.click("Allow");
    browser.awaitHeading("Connect the issue tracker?");
    browser.click("Continue");
    browser.awaitPath("/authorize");
    allowTracker();
    browser.back();
    browser.awaitPath("/authorize");
    browser.reload();
    allowTracker();
    enter(goodKey());
    assertBack();
    browser.back();
    assertBack();
  }

  @Test
  void twoTabsAtOnce() throws Exception {
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
    assertThat(scene.credentials()).isEqualTo(3);
  }

  @Test
  void aDoubleClickOnTheFormsButton() throws Exception {
    toTheForm();
    browser.driver.findElement(By.name("key")).sendKeys(goodKey());
    new Actions(browser.driver).doubleClick(browser.button("Connect")).perform();
    assertBack();
  }

  @Test
  void aDoubleClickWhileTheServiceIsSlow() throws Exception {
    toTheForm();
    browser.driver.findElement(By.name("key")).sendKeys(goodKey());
    scene.stage.mailer.resource(Fault.delay(java.time.Duration.ofMillis(700)).times(1));
    new Actions(browser.driver).doubleClick(browser.button("Connect")).perform();
    assertBack();
  }

  @Test
  void thePageBeforeAnotherUsersLegCanBeUsed() throws Exception {
    toTheForm();
    browser.driver.manage().deleteAllCookies();
    browser.driver.get(scene.recipe(ada).toString());
    browser.awaitHeading("Connect the mail service?");
    browser.look("confirm");
    browser.reload();
    browser.click("Continue");
    browser.awaitHeading("Connect the mail service");
    enter(goodKey());
    assertBack();
  }

  @Test
  void errorsArePagesAPersonUnderstands() throws Exception {
    addRecipe();
    browser.click("Deny");
    browser.awaitPath("/callback/monday");
    browser.look("denied");
    browser.click("Start again");
    browser.awaitPath("/oauth2/authorize");

    scene.stage.monday.tokenEndpoint(Fault.html(503).times(1));
    browser.click("Allow");
    browser.awaitPath("/callback/monday");
    browser.look("monday-down");

    browser.driver.get(APP + "/authorize?token=nonsense");
    browser.awaitPath("/authorize");
    browser.look("bad-token");

    addRecipe();
    browser.driver.executeCdpCommand("Storage.clearCookies", Map.of());
    browser.click("Allow");
    browser.awaitPath("/callback/monday");
    browser.look("another-browser");
    assertThat(scene.credentials()).isZero();
  }

  @Test
  void noPageIsShownInsideAnotherSitesFrame() throws Exception {
    toTheForm();
    URI form = browser.uri();
    browser.driver.get(scene.stage.tracker.origin().resolve("/frames").toString());
    assertThat(framed(form)).doesNotContain("Connect the mail service");
  }

  @Test
  void insideAFrameANewTabIsOfferedAndGoesOn() throws Exception {
    browser.driver.get(scene.stage.monday.origin().resolve("/boards/1").toString());
    assertThat(framed(scene.recipe(ada))).contains("Please open this in a tab of its own");
    browser.look("frame");
    browser.driver.switchTo().frame(0);
    browser.click("Open in a new tab");
    List<String> tabs = List.copyOf(browser.driver.getWindowHandles());
    browser.driver.switchTo().window(tabs.get(tabs.size() - 1));
    browser.awaitPath("/oauth2/authorize");
    allowMonday();
    allowTracker();
    enter(goodKey());
    assertBack();
  }

  /** What a frame on the present page shows. */
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
