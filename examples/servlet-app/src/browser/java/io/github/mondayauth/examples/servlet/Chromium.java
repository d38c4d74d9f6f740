package io.github.mondayauth.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The Chromium of this machine, headless. It resolves one additional host name to this machine, and
 * accepts any certificate.
 */
final class Chromium implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  static Chromium withHost(String host, int port) {
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(program("chromedriver")).build();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium"));
    options.setAcceptInsecureCerts(true);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--no-proxy-server",
        "--host-resolver-rules=MAP " + host + " 127.0.0.1:" + port);
    return new Chromium(new ChromeDriver(service, options));
  }

  private static java.io.File program(String name) {
    return new java.io.File(System.getProperty(name, "/usr/bin/" + name));
  }

  /** Navigates as if by a link on the current page, which makes the request cross-site. */
  void follow(URI uri) {
    driver.executeScript("location.assign(arguments[0])", uri.toString());
  }

  WebElement button(String text) {
    return driver.findElement(
        By.xpath("//*[self::button or self::a][normalize-space()='" + text + "']"));
  }

  void click(String text) {
    button(text).click();
  }

  /** Waits for a page whose path starts with the given one. */
  void awaitPath(String path) {
    await("the path " + path, d -> path().startsWith(path) && isLoaded());
  }

  /** The path of the page, or empty for a tab that has not loaded one yet. */
  private String path() {
    String path = uri().getPath();
    return path == null ? "" : path;
  }

  /** Waits for another page than the one with the given address, at a path. */
  void awaitOther(URI before, String path) {
    await(
        "another page at " + path,
        d -> !uri().equals(before) && path().startsWith(path) && isLoaded());
  }

  /** Waits until the page or frame shows a text. */
  void awaitText(String text) {
    await(
        "the text " + text,
        d -> driver.findElement(By.tagName("body")).getText().contains(text));
  }

  /** Waits for a second tab, and switches to it. */
  void switchToOtherTab(String tab) {
    await("a second tab", d -> driver.getWindowHandles().size() == 2);
    driver.getWindowHandles().stream()
        .filter(handle -> !handle.equals(tab))
        .forEach(driver.switchTo()::window);
  }

  void awaitHeading(String text) {
    await("the heading " + text, d -> isLoaded() && heading().equals(text));
  }

  private void await(String expected, ExpectedCondition<Boolean> condition) {
    new WebDriverWait(driver, Duration.ofSeconds(20), Duration.ofMillis(20))
        .ignoring(org.openqa.selenium.WebDriverException.class)
        .withMessage(
            () -> "Expected " + expected + ", found " + path() + " " + heading())
        .until(condition);
  }

  private boolean isLoaded() {
    return "complete".equals(driver.executeScript("return document.readyState"));
  }

  URI uri() {
    return URI.create(String.valueOf(driver.getCurrentUrl()));
  }

  String heading() {
    List<WebElement> found = driver.findElements(By.tagName("h1"));
    return found.isEmpty() ? "" : found.get(0).getText();
  }

  void reload() {
    driver.navigate().refresh();
  }

  void back() {
    driver.navigate().back();
  }

  @SuppressWarnings("unchecked")
  List<Map<String, Object>> cookies() {
    return (List<Map<String, Object>>)
        driver.executeCdpCommand("Storage.getCookies", Map.of()).get("cookies");
  }

  /**
   * Takes screenshots of the page in the size of a desktop, a tablet and a phone, in light and in
   * dark mode, and checks its accessibility in each.
   */
  void check(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    for (int width : new int[] {1280, 768, 360}) {
      for (String scheme : List.of("light", "dark")) {
        emulate(width, scheme);
        Path screenshot = SCREENSHOTS.resolve(name + "-" + width + "-" + scheme + ".png");
        Files.write(screenshot, driver.getScreenshotAs(OutputType.BYTES));
        Object problems = driver.executeScript(Accessibility.PROBLEMS);
        assertThat((List<?>) problems).as(name + " at " + width + ", " + scheme).isEmpty();
        assertThat(violations()).as("axe: " + name + " at " + width + ", " + scheme).isEmpty();
      }
    }
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /** What axe finds on the page, one line for each rule. */
  private List<?> violations() {
    driver.executeScript(Accessibility.AXE);
    return (List<?>)
        driver.executeAsyncScript(
            """
            const done = arguments[0];
            axe.run().then(
                result => done(result.violations.map(
                    v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)).join(' | '))),
                error => done([String(error)]));
            """);
  }

  /** Emulates the user's preference for reduced motion, or for none. */
  void emulateMotion(String preference) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-reduced-motion", "value", preference))));
  }

  /** Presses keys, wherever the focus is. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** The text or the name of the element that has the focus. */
  String focused() {
    WebElement element = driver.switchTo().activeElement();
    String name = element.getDomAttribute("name");
    return name == null ? element.getText() : name;
  }

  private void emulate(int width, String scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 720, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
