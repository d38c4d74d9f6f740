package io.github.mondayauth.vault.crash;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;

/**
 * The processes of a rotation: a node, which writes until its standard input ends and says {@code
 * account number} of every write that returned, and the job, which says {@code account} after every
 * account and {@code report REPORT} at its end.
 */
public final class Rotating {
  static final String REPORT = "report ";

  private Rotating() {}

  /** A vault whose clock is ahead by a duration. */
  static TokenVault vault(DataSource source, String keys, Duration ahead) {
    InstantSource time = () -> InstantSource.system().instant().plus(ahead);
    MondayApp app =
        MondayApp.builder("client-id", URI.create("https://app.example.com"))
            .timeSource(time)
            .build();
    return TokenVault.open(app, TokenStore.jdbc(source), KeyRing.of(Secret.of(keys)));
  }

  /** What an account has from the start, by its name. */
  static Secret original(int account, int name) {
    return Secret.of("original " + account + "/" + name);
  }

  /** What a node wrote the last time. */
  static Secret live(String node, int number) {
    return Secret.of("live " + node + "/" + number);
  }

  /**
   * Runs a node or the job.
   *
   * @param args {@code node} or {@code job}, the database's URL, the keys, the minutes the clock is
   *     ahead; for a node also its name and the number of accounts
   */
  public static void main(String[] args) throws IOException {
    var said = System.out;
    System.setOut(System.err);
    TokenVault vault =
        vault(Place.source(args[1]), args[2], Duration.ofMinutes(Integer.parseInt(args[3])));
    if (args[0].equals("job")) {
      Rotation rotation = vault.rotation().reencrypt().onProgress(p -> said.println("account"));
      said.println(REPORT + rotation.run());
    } else {
      String node = args[4];
      Random random = new Random(node.hashCode());
      for (int number = 0; System.in.available() == 0; number++) {
        int id = 1 + random.nextInt(Integer.parseInt(args[5]));
        MondayAccount account = new MondayAccount(id);
        vault.put(account, node, live(node, number));
        said.println(id + " " + number);
        boolean updated = vault.update(account, "0", same -> same).isPresent();
        if (!updated || !vault.find(account, "1").equals(Optional.of(original(id, 1)))) {
          throw new IllegalStateException("another secret than the one that was stored");
        }
      }
    }
    System.exit(0);
  }
}
