package io.github.mondayauth.vault.crash;

import io.github.mondayauth.MondayAccount;
import io.github.mondayauth.MondayApp;
import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.KeyRing;
import io.github.mondayauth.vault.Rotation;
import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.Vaults;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;

/**
 * The processes in a rotation. An instance of the application writes until its standard input ends,
 * and prints {@code account number} for every write that returned. The rotation prints {@code
 * account} after every account and {@code report REPORT} at its end.
 */
public final class RotationProcess {
  static final String REPORT = "report ";

  private RotationProcess() {}

  /** Opens a vault whose clock is ahead. */
  static TokenVault vault(DataSource source, String keys, Duration ahead) {
    InstantSource time = () -> InstantSource.system().instant().plus(ahead);
    MondayApp app =
        MondayApp.builder(Vaults.CLIENT_ID, URI.create("https://app.example.com"))
            .timeSource(time)
            .build();
    return TokenVault.open(app, TokenStore.jdbc(source), KeyRing.of(Secret.of(keys)));
  }

  /** The secret that an account has under a name from the start. */
  static Secret original(int account, int name) {
    return Secret.of("original " + account + "/" + name);
  }

  /** The secret that an instance writes in one of its rounds. */
  static Secret live(String instance, int number) {
    return Secret.of("live " + instance + "/" + number);
  }

  /**
   * Runs an instance or a rotation.
   *
   * @param args {@code instance} or {@code rotation}, the database's URL, the keys, the minutes
   *     that the clock is ahead; for a rotation also the time before which data keys are old; for
   *     an instance also its name and the number of accounts
   */
  public static void main(String[] args) throws IOException {
    PrintStream parent = System.out;
    System.setOut(System.err);
    TokenVault vault =
        vault(
            KillTestSetup.source(args[1]), args[2], Duration.ofMinutes(Integer.parseInt(args[3])));
    if (args[0].equals("rotation")) {
      Rotation rotation =
          vault
              .rotation()
              .reencrypt(Instant.parse(args[4]))
              .onProgress(p -> parent.println("account"));
      parent.println(REPORT + rotation.run());
    } else {
      String instance = args[4];
      Random random = new Random(instance.hashCode());
      for (int number = 0; System.in.available() == 0; number++) {
        int id = 1 + random.nextInt(Integer.parseInt(args[5]));
        MondayAccount account = new MondayAccount(id);
        vault.put(account, instance, live(instance, number));
        parent.println(id + " " + number);
        boolean updated = vault.update(account, "0", same -> same).isPresent();
        if (!updated || !vault.find(account, "1").equals(Optional.of(original(id, 1)))) {
          throw new IllegalStateException("found another secret than the one that was stored");
        }
      }
    }
    System.exit(0);
  }
}
