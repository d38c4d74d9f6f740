package io.github.mondayauth.examples.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.examples.servlet.demo.Demo;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The demo's page in Chromium, served by the demo as its command line starts it. */
class RealBrowserDemoTest {
  private static final Pattern ADDRESS = Pattern.compile("http://localhost:[0-9]+/");

  @TempDir Path folder;
  private Process demo;
  private Chromium browser;
  private String page;

  @BeforeEach
  void open() throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-DLOG_LEVEL=WARN",
            "-cp",
            System.getProperty("java.class.path"),
            Demo.class.getName(),
            folder.resolve("demo").toString(),
            "page");
    // Without a screen, so that the demo opens no other browser.
    command.environment().keySet().removeIf(name -> name.endsWith("DISPLAY"));
    demo = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    browser = Chromium.withHost("unused.example.test", 1);
    browser.driver.get(address());
    page = browser.driver.getWindowHandle();
    browser.awaitText("of acme");
  }

  @AfterEach
  void close() throws Exception {
    browser.close();
    demo.destroy();
    demo.waitFor();
  }

  /** The address that the demo prints. */
  private String address() throws IOException {
    BufferedReader printed = new BufferedReader(new InputStreamReader(demo.getInputStream(), UTF_8));
    while (true) {
      String line = requireNonNull(printed.readLine(), "Expected an address, found none");
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        return address.group();
      }
    }
  }

  /** Passes the consent screens and the form in the window that a link has opened. */
  private void connect(boolean withKey) {
    String key = browser.driver.findElement(By.id("key")).getDomProperty("textContent");
    browser.switchToOtherTab(page);
    browser.awaitPath("/oauth2/authorize");
    browser.click("Allow");
    browser.awaitPath("/authorize");
    browser.click("Allow");
    if (withKey) {
      browser.awaitPath("/callback/mailer");
      browser.driver.findElement(By.name("key")).sendKeys(requireNonNull(key), Keys.ENTER);
      browser.awaitPath("/boards/1111");
    } else {
      browser.awaitPath("/view/done");
    }
    browser.driver.close();
    browser.driver.switchTo().window(page);
  }

  private void press(String panel, String button) {
    WebElement pressed =
        browser.driver.findElement(
            By.xpath("//*[@id='" + panel + "']//*[normalize-space()='" + button + "']"));
    pressed.click();
  }

  private void attack(String button, String outcome) {
    press("attack", button);
    browser.awaitText(outcome);
  }

  private void next(String step) {
    browser.awaitText("Next: " + step);
    browser.driver.findElement(By.cssSelector(".panel:not([hidden]) .onward")).click();
  }

  @Test
  void tellsTheStoryInSixAccessibleSteps() throws Exception {
    browser.check("demo-start");
    press("connect", "Add the automation");
    connect(true);
    next("Run");
    press("run", "Run the automation");
    browser.awaitText("Automation ran");
    browser.check("demo-ran");
    next("Refresh");
    press("refresh", "Let one hour pass");
    browser.awaitText("All access tokens have expired");
    press("refresh", "Run the automation");
    next("Reconnect");
    press("reconnect", "Remove the app");
    browser.awaitText("stopped working");
    press("reconnect", "Run the automation");
    browser.awaitText("Notification from monday.com");
    browser.check("demo-notification");
    browser.click("Open the link");
    connect(false);
    next("Attack");
    attack("Forge a request", "Blocked: signed with another secret");
    attack("Replay a token", "Blocked: that token is for another address");
    attack("Use a stolen link", "Blocked: the link connects Grace and nobody else");
    attack("Fake an uninstall", "Blocked: an uninstall by a guest is not proven");
    browser.check("demo-attacks");
    next("Uninstall");
    press("uninstall", "Uninstall the app");
    browser.awaitText("The app is uninstalled");
    browser.driver.findElement(By.cssSelector(".more summary")).click();
    browser.check("demo-uninstalled");
    assertThat(browser.driver.findElements(By.cssSelector("#steps .done"))).hasSize(6);
  }

  @Test
  void everythingCanBeReachedWithTheKeyboard() {
    Actions keys = new Actions(browser.driver);
    browser.driver.findElement(By.cssSelector("[data-step=attack]")).sendKeys(Keys.ENTER);
    for (int tabs = 0; tabs < 20 && !focused().equals("Forge a request"); tabs++) {
      keys.sendKeys(Keys.TAB).perform();
    }
    assertThat(focused()).isEqualTo("Forge a request");
    keys.sendKeys(Keys.SPACE).perform();
    browser.awaitText("Blocked: signed with another secret");
    assertThat(focused()).as("the focus stays").startsWith("Forge a request");
  }

  private String focused() {
    return browser.driver.switchTo().activeElement().getText();
  }

  @Test
  void nothingMovesIfTheUserWantsNoMotion() {
    browser.driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    browser.driver.findElement(By.cssSelector("[data-step=attack]")).click();
    press("attack", "Forge a request");
    browser.awaitText("Blocked: signed with another secret");
    assertThat(browser.driver.findElements(By.cssSelector("#edges path.on"))).hasSize(1);
    assertThat(browser.driver.executeScript("return document.getAnimations().length"))
        .isEqualTo(0L);
  }
}
