package io.github.mondayauth.vault.crash;

import io.github.mondayauth.vault.TokenVault;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

/**
 * The process that is killed: its threads create, replace and delete secrets and forget their
 * account, and say of each write that it begins ({@code ? writer name tag}) and that it returned
 * ({@code ! writer}).
 */
public final class Writing {
  static final String NOTHING = "-";

  /** Begins the last line of a process whose database failed. */
  static final String FAILED = "failed: ";

  /** Stands for all names, in a write that forgets the account. */
  static final int ALL = -1;

  /** Standard output as it was, before whatever logs was sent elsewhere. */
  private static final PrintStream PARENT = System.out;

  private final TokenVault vault;
  private final int writer;
  private final String round;
  private final Random random;
  private final boolean[] present = new boolean[Place.NAMES];

  private Writing(TokenVault vault, int writer, String round) {
    this.vault = vault;
    this.writer = writer;
    this.round = round;
    this.random = new Random((round + '/' + writer).hashCode());
  }

  /**
   * Writes until it is killed.
   *
   * @param args the database's URL, the keys, the round's name
   */
  public static void main(String[] args) {
    System.setOut(System.err);
    TokenVault vault = Place.vault(Place.source(args[0]), args[1]);
    for (int writer = 0; writer < Place.WRITERS; writer++) {
      Writing writing = new Writing(vault, writer, args[2]);
      new Thread(writing::run).start();
    }
  }

  private void run() {
    try {
      vault.openAccount(Place.user(writer).account(), Instant.now());
      for (int name = 0; name < Place.NAMES; name++) {
        present[name] = vault.find(Place.user(writer), Place.name(name)).isPresent();
      }
      for (int i = 0; ; i++) {
        write(i);
      }
    } catch (RuntimeException failed) {
      say(FAILED + failed);
      Runtime.getRuntime().halt(3);
    }
  }

  private void write(int i) {
    int name = random.nextInt(Place.NAMES);
    if (random.nextInt(60) == 0) {
      forget();
    } else if (present[name] && random.nextInt(3) == 0) {
      announce(name, NOTHING);
      require(vault.remove(Place.user(writer), Place.name(name)));
      acknowledge();
      present[name] = false;
    } else {
      String tag = round + '/' + writer + '/' + i;
      announce(name, tag);
      if (present[name]) {
        vault.put(Place.user(writer), Place.name(name), Place.value(tag));
      } else {
        require(vault.putIfAbsent(Place.user(writer), Place.name(name), Place.value(tag)));
      }
      acknowledge();
      present[name] = true;
    }
  }

  private void forget() {
    announce(ALL, NOTHING);
    vault.forget(Place.user(writer).account());
    acknowledge();
    Arrays.fill(present, false);
    vault.openAccount(Place.user(writer).account(), Instant.now());
  }

  private void announce(int name, String tag) {
    say("? " + writer + ' ' + name + ' ' + tag);
  }

  private void acknowledge() {
    say("! " + writer);
  }

  private void require(boolean done) {
    if (!done) {
      throw new IllegalStateException("nobody else writes what writer " + writer + " writes");
    }
  }

  /** One line as one write, which outlives the process once it is in the pipe. */
  private static void say(String line) {
    byte[] bytes = (line + '\n').getBytes(StandardCharsets.UTF_8);
    synchronized (Writing.class) {
      PARENT.write(bytes, 0, bytes.length);
      PARENT.flush();
    }
  }
}
