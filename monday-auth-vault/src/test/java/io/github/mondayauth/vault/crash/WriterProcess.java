package io.github.mondayauth.vault.crash;

import io.github.mondayauth.vault.TokenVault;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/**
 * The process that is killed. Its threads create, replace and delete secrets and forget their
 * account. Each prints a line before a write, {@code ? writer name tag}, and one after it returned,
 * {@code ! writer}.
 */
public final class WriterProcess {
  static final String NOTHING = "-";

  /** The beginning of the last line of a process whose database failed. */
  static final String FAILED = "failed: ";

  /** The name in a write that forgets the account: all names. */
  static final int ALL = -1;

  /** Standard output, to the parent process; loggers print to standard error instead. */
  private static final PrintStream PARENT = System.out;

  private final TokenVault vault;
  private final int writer;
  private final String round;
  private final Random random;
  private final boolean[] present = new boolean[KillTestSetup.NAMES];

  private WriterProcess(TokenVault vault, int writer, String round) {
    this.vault = vault;
    this.writer = writer;
    this.round = round;
    this.random = new Random((round + '/' + writer).hashCode());
  }

  /**
   * Writes until it is killed.
   *
   * @param args the database's URL, the keys, the name of the round
   */
  public static void main(String[] args) {
    System.setOut(System.err);
    TokenVault vault = KillTestSetup.vault(KillTestSetup.source(args[0]), args[1]);
    for (int writer = 0; writer < KillTestSetup.WRITERS; writer++) {
      WriterProcess process = new WriterProcess(vault, writer, args[2]);
      new Thread(process::run).start();
    }
  }

  private void run() {
    try {
      vault.openAccount(KillTestSetup.user(writer).account(), Instant.now());
      for (int name = 0; name < KillTestSetup.NAMES; name++) {
        present[name] =
            vault.find(KillTestSetup.user(writer), KillTestSetup.name(name)).isPresent();
      }
      for (int i = 0; ; i++) {
        write(i);
      }
    } catch (RuntimeException failed) {
      print(FAILED + failed);
      Runtime.getRuntime().halt(3);
    }
  }

  private void write(int i) {
    int name = random.nextInt(KillTestSetup.NAMES);
    if (random.nextInt(60) == 0) {
      forget();
    } else if (present[name] && random.nextInt(3) == 0) {
      announce(name, NOTHING);
      require(vault.remove(KillTestSetup.user(writer), KillTestSetup.name(name)));
      acknowledge();
      present[name] = false;
    } else {
      String tag = round + '/' + writer + '/' + i;
      announce(name, tag);
      if (present[name]) {
        vault.put(KillTestSetup.user(writer), KillTestSetup.name(name), KillTestSetup.value(tag));
      } else {
        require(
            vault.putIfAbsent(
                KillTestSetup.user(writer), KillTestSetup.name(name), KillTestSetup.value(tag)));
      }
      acknowledge();
      present[name] = true;
    }
  }

  private void forget() {
    announce(ALL, NOTHING);
    vault.forget(KillTestSetup.user(writer).account());
    acknowledge();
    Arrays.fill(present, false);
    vault.openAccount(KillTestSetup.user(writer).account(), Instant.now());
  }

  private void announce(int name, String tag) {
    print("? " + writer + ' ' + name + ' ' + tag);
  }

  private void acknowledge() {
    print("! " + writer);
  }

  private void require(boolean done) {
    if (!done) {
      throw new IllegalStateException(
          "expected no other writes to the account of writer " + writer);
    }
  }

  /** Prints a line in one write, so that it survives the process once it is in the pipe. */
  private static void print(String line) {
    byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
    synchronized (WriterProcess.class) {
      PARENT.write(bytes, 0, bytes.length);
      PARENT.flush();
    }
  }
}
