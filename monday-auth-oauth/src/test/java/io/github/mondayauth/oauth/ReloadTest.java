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

/** Reloads, the back button, two tabs, and the same callback delivered many times. */
final class ReloadTest {
  private final World world = new World();
  private final Connections connections =
      world.node(world.mondayConnector(), world.acmeConnector());
  private final Connections otherNode = world.node(world.mondayConnector(), world.acmeConnector());
  private final Device ada = new Device();

  @AfterEach
  void close() {
    world.close();
  }

  private Step begin() {
    return ada.open(connections, world.ada.addRecipe(world.site.authorizeUrl()));
  }

  @Test
  void aReloadAfterSuccessGoesOnWithoutASecondExchange() {
    URI monday = ada.consent(begin());
    URI acme = ada.consent(ada.open(connections, monday));
    Step done = ada.open(connections, acme);
    Step reloaded = ada.open(otherNode, acme);

    assertThat(done).isInstanceOf(Step.Done.class);
    assertThat(reloaded).isInstanceOf(Step.Done.class);
    assertThat(((Step.Done) reloaded).backToUrl()).isEqualTo(((Step.Done) done).backToUrl());
    assertThat(world.acme.tokenRequests()).hasSize(1);
  }

  @Test
  void theBackButtonInTheMiddleOfTheChainGoesOnToWhatIsMissing() {
    URI monday = ada.consent(begin());
    ada.open(connections, monday);
    Step reloaded = ada.open(otherNode, monday);

    assertThat(reloaded).isInstanceOf(Step.Ask.class);
    assertThat(((Step.Ask) reloaded).connection()).isEqualTo("acme");
    assertThat(world.monday.tokenRequests()).hasSize(1);
  }

  @Test
  void anotherBrowserCannotGoOnWithAUsedFlow() {
    URI monday = ada.consent(begin());
    Step done = ada.open(connections, ada.consent(ada.open(connections, monday)));
    assertThat(done).isInstanceOf(Step.Done.class);

    assertThat(Device.reason(new Device().open(otherNode, monday))).isEqualTo(Reason.BROWSER);
  }

  @Test
  void theCookieIsGoneMinutesAfterCompletion() {
    URI monday = ada.consent(begin());
    Step done = ada.open(connections, ada.consent(ada.open(connections, monday)));

    assertThat(done.reply().cookies()).singleElement().asString().contains("Max-Age=300;");
  }

  @Test
  void aReloadAfterARefusalOffersToStartAgainWithANewFlow() {
    world.monday.consent(Consent.deny());
    URI denied = ada.consent(begin());
    assertThat(Device.reason(ada.open(connections, denied))).isEqualTo(Reason.DENIED);
    Step reloaded = ada.open(otherNode, denied);
    assertThat(Device.reason(reloaded)).isEqualTo(Reason.USED);

    world.monday.consent(Consent.allow());
    Step again = ada.open(otherNode, Device.link(reloaded, "Start again"));
    URI second = ada.consent(again);

    assertThat(Device.parameter(second, "state")).isNotEqualTo(Device.parameter(denied, "state"));
    assertThat(ada.open(connections, second)).isInstanceOf(Step.Ask.class);
    assertThat(connections.connected(world.adaUser())).containsExactly("monday");
  }

  @Test
  void startingAgainIsForThePageItCameFrom() {
    world.monday.consent(Consent.deny());
    Step refused = ada.open(connections, ada.consent(begin()));
    URI again = Device.link(refused, "Start again");

    assertThat(Device.reason(ada.open(connections, Device.with(again, "proof", "x"))))
        .isEqualTo(Reason.EXPIRED);
    assertThat(Device.reason(new Device().open(connections, again))).isEqualTo(Reason.BROWSER);
  }

  @Test
  void twoTabsDoNotDisturbEachOther() {
    Step first = begin();
    Step second = begin();

    Step firstBack = ada.open(connections, ada.consent(first));
    Step secondBack = ada.open(otherNode, ada.consent(second));

    assertThat(firstBack).isInstanceOf(Step.Ask.class);
    assertThat(secondBack).isInstanceOf(Step.Ask.class);
    assertThat(ada.open(connections, ada.consent(secondBack))).isInstanceOf(Step.Done.class);
    assertThat(ada.open(connections, ada.consent(firstBack))).isInstanceOf(Step.Done.class);
  }

  @Test
  void aHundredThreadsOnTwoNodesMakeExactlyOneExchange() throws Exception {
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
                            Connections node = i % 2 == 0 ? connections : otherNode;
                            return node.resume(returning(callback, cookies));
                          }))
              .toList();
      start.countDown();
      for (Future<Step> step : steps) {
        Step got = step.get();
        assertThat(got instanceof Step.Ask || Device.reason(got) == Reason.USED).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(world.monday.tokenRequests()).hasSize(1);
    assertThat(connections.connected(world.adaUser())).containsExactly("monday");
  }

  @Test
  void aReloadWhileTheExchangeIsUnderWayMakesNoSecondOne() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    world.monday.tokenEndpoint(Fault.held(arrived, release));
    URI callback = ada.consent(begin());
    List<String> cookies = ada.cookieHeaders();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Step> first = pool.submit(() -> connections.resume(returning(callback, cookies)));
      arrived.await();
      Step reloaded = otherNode.resume(returning(callback, cookies));
      assertThat(Device.reason(reloaded)).isEqualTo(Reason.USED);
      release.countDown();
      assertThat(first.get()).isInstanceOf(Step.Ask.class);
    } finally {
      pool.shutdownNow();
    }
    assertThat(world.monday.tokenRequests()).hasSize(1);
  }

  private static BrowserRequest returning(URI callback, List<String> cookieHeaders) {
    BrowserRequest request = BrowserRequest.get(callback.getPath(), callback.getRawQuery());
    return Device.withCookies(request, cookieHeaders);
  }
}
