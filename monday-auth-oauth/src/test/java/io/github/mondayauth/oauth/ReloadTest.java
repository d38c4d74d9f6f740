package io.github.mondayauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mondayauth.oauth.OAuthException.Reason;
import io.github.mondayauth.testkit.Consent;
import io.github.mondayauth.testkit.Fault;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reloads, the back button, two tabs, and many requests with the same callback. */
final class ReloadTest {
  private final OAuthFixture fixture = new OAuthFixture();
  private final Connections connections =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final Connections otherInstance =
      fixture.instance(fixture.mondayConnector(), fixture.acmeConnector());
  private final DirectBrowser ada = new DirectBrowser();

  @AfterEach
  void close() {
    fixture.close();
  }

  private Step begin() {
    return ada.open(connections, fixture.recipe(fixture.ada));
  }

  @Test
  void continuesWithoutASecondExchangeOnAReloadAfterSuccess() {
    URI monday = ada.consent(begin());
    URI acme = ada.consent(ada.open(connections, monday));
    Step done = ada.open(connections, acme);
    Step reloaded = ada.open(otherInstance, acme);

    assertThat(done).isInstanceOf(Step.Done.class);
    assertThat(reloaded).isInstanceOf(Step.Done.class);
    assertThat(((Step.Done) reloaded).backToUrl()).isEqualTo(((Step.Done) done).backToUrl());
    assertThat(fixture.acme.tokenRequests()).hasSize(1);
  }

  @Test
  void continuesWithTheNextMissingConnectionAfterTheBackButton() {
    URI monday = ada.consent(begin());
    ada.open(connections, monday);
    Step reloaded = ada.open(otherInstance, monday);

    // The reload alone does not show whose browser this is, so monday.com's leg starts again.
    assertThat(reloaded).isInstanceOf(Step.Ask.class);
    assertThat(((Step.Ask) reloaded).connection()).isEqualTo("monday");
    assertThat(fixture.monday.tokenRequests()).hasSize(1);
    Step next = ada.open(otherInstance, ada.consent(reloaded));
    assertThat(((Step.Ask) next).connection()).isEqualTo("acme");
  }

  @Test
  void refusesAUsedStateInAnotherBrowser() {
    URI monday = ada.consent(begin());
    Step done = ada.open(connections, ada.consent(ada.open(connections, monday)));
    assertThat(done).isInstanceOf(Step.Done.class);

    assertThat(DirectBrowser.reason(new DirectBrowser().open(otherInstance, monday)))
        .isEqualTo(Reason.BROWSER);
  }

  @Test
  void keepsTheCookieForFiveMinutesAfterCompletion() {
    URI monday = ada.consent(begin());
    Step done = ada.open(connections, ada.consent(ada.open(connections, monday)));

    assertThat(done.reply().cookies()).singleElement().asString().contains("Max-Age=300;");
  }

  @Test
  void offersToStartAgainWithANewStateOnAReloadAfterARefusal() {
    fixture.monday.consent(Consent.deny());
    URI denied = ada.consent(begin());
    assertThat(DirectBrowser.reason(ada.open(connections, denied))).isEqualTo(Reason.DENIED);
    Step reloaded = ada.open(otherInstance, denied);
    assertThat(DirectBrowser.reason(reloaded)).isEqualTo(Reason.USED);

    fixture.monday.consent(Consent.allow());
    Step again = ada.open(otherInstance, DirectBrowser.link(reloaded, "Start again"));
    URI second = ada.consent(again);

    assertThat(DirectBrowser.parameter(second, "state"))
        .isNotEqualTo(DirectBrowser.parameter(denied, "state"));
    assertThat(ada.open(connections, second)).isInstanceOf(Step.Ask.class);
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday");
  }

  @Test
  void startsAgainOnlyFromItsOwnPageInTheSameBrowser() {
    fixture.monday.consent(Consent.deny());
    Step refused = ada.open(connections, ada.consent(begin()));
    URI again = DirectBrowser.link(refused, "Start again");

    assertThat(DirectBrowser.reason(ada.open(connections, DirectBrowser.with(again, "proof", "x"))))
        .isEqualTo(Reason.EXPIRED);
    assertThat(DirectBrowser.reason(new DirectBrowser().open(connections, again)))
        .isEqualTo(Reason.BROWSER);
  }

  @Test
  void keepsTwoTabsApart() {
    Step first = begin();
    Step second = begin();

    Step firstBack = ada.open(connections, ada.consent(first));
    Step secondBack = ada.open(otherInstance, ada.consent(second));

    assertThat(firstBack).isInstanceOf(Step.Ask.class);
    assertThat(secondBack).isInstanceOf(Step.Ask.class);
    assertThat(ada.open(connections, ada.consent(secondBack))).isInstanceOf(Step.Done.class);
    assertThat(ada.open(connections, ada.consent(firstBack))).isInstanceOf(Step.Done.class);
  }

  @Test
  void makesOneExchangeForAHundredThreadsOnTwoInstances() throws Exception {
    URI callback = ada.consent(begin());
    List<String> cookies = ada.cookieHeaders();
    int threads = 100;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Step>> steps =
          IntStream.range(0, threads)
              .mapToObj(
                  i ->
                      pool.submit(
                          () -> {
                            start.await();
                            Connections instance = i % 2 == 0 ? connections : otherInstance;
                            return instance.resume(callbackRequest(callback, cookies));
                          }))
              .toList();
      start.countDown();
      for (Future<Step> step : steps) {
        Step got = step.get();
        assertThat(got instanceof Step.Ask || DirectBrowser.reason(got) == Reason.USED).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(fixture.monday.tokenRequests()).hasSize(1);
    assertThat(connections.connected(fixture.adaUser())).containsExactly("monday");
  }

  @Test
  void makesNoSecondExchangeOnAReloadDuringTheFirst() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    fixture.monday.tokenEndpoint(Fault.held(arrived, release));
    URI callback = ada.consent(begin());
    List<String> cookies = ada.cookieHeaders();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Step> first =
          pool.submit(() -> connections.resume(callbackRequest(callback, cookies)));
      arrived.await();
      Step reloaded = otherInstance.resume(callbackRequest(callback, cookies));
      assertThat(DirectBrowser.reason(reloaded)).isEqualTo(Reason.USED);
      release.countDown();
      assertThat(first.get()).isInstanceOf(Step.Ask.class);
    } finally {
      pool.shutdownNow();
    }
    assertThat(fixture.monday.tokenRequests()).hasSize(1);
  }

  private static BrowserRequest callbackRequest(URI callback, List<String> cookieHeaders) {
    BrowserRequest request = BrowserRequest.get(callback.getPath(), callback.getRawQuery());
    return DirectBrowser.withCookies(request, cookieHeaders);
  }
}
