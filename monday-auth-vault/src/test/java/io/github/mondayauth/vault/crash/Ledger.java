package io.github.mondayauth.vault.crash;

import io.github.mondayauth.Secret;
import io.github.mondayauth.vault.TokenVault;
import io.github.mondayauth.vault.VaultException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Compares what a killed process announced and acknowledged with what is stored. */
final class Ledger {
  private record Slot(int writer, int name) {}

  private record Write(int name, String tag) {}

  private final Map<Slot, String> acknowledged = new HashMap<>();
  private final Map<Integer, Write> begun = new HashMap<>();
  private int acks;

  /** Reads a line of the process's output. */
  void read(String line) {
    String[] words = line.split(" ", -1);
    switch (words[0]) {
      case "?" -> {
        Write write = new Write(Integer.parseInt(words[2]), words[3]);
        begun.put(Integer.parseInt(words[1]), write);
      }
      case "!" -> {
        int writer = Integer.parseInt(words[1]);
        apply(writer, begun.remove(writer));
        acks++;
      }
      default -> throw new AssertionError(line);
    }
  }

  int acks() {
    return acks;
  }

  private void apply(int writer, Write write) {
    acknowledged.putAll(of(writer, write));
  }

  /** The tag that a write leaves in each slot that it writes. */
  private static Map<Slot, String> of(int writer, Write write) {
    Map<Slot, String> slots = new HashMap<>();
    if (write.name() == WriterProcess.ALL) {
      IntStream.range(0, KillTestSetup.NAMES)
          .forEach(n -> slots.put(new Slot(writer, n), write.tag()));
    } else {
      slots.put(new Slot(writer, write.name()), write.tag());
    }
    return slots;
  }

  /**
   * Returns acknowledged writes that are missing, stored values that were never written, and
   * partial writes. Afterwards, the ledger holds what is stored.
   */
  List<String> compare(TokenVault vault) {
    List<String> wrong = new ArrayList<>();
    for (int writer = 0; writer < KillTestSetup.WRITERS; writer++) {
      Write open = begun.remove(writer);
      Map<Slot, String> maybe = open == null ? Map.of() : of(writer, open);
      int happened = 0;
      int missed = 0;
      for (int name = 0; name < KillTestSetup.NAMES; name++) {
        Slot slot = new Slot(writer, name);
        String before = acknowledged.getOrDefault(slot, WriterProcess.NOTHING);
        String after = maybe.getOrDefault(slot, before);
        String found = found(vault, slot, wrong);
        if (!found.equals(before) && !found.equals(after)) {
          wrong.add("lost: " + slot + " is " + found + ", acknowledged " + before);
        } else if (!before.equals(after)) {
          happened += found.equals(after) ? 1 : 0;
          missed += found.equals(after) ? 0 : 1;
        }
        acknowledged.put(slot, found);
      }
      if (happened > 0 && missed > 0) {
        wrong.add("torn: only a part of " + open + " by writer " + writer + " is stored");
      }
    }
    return wrong;
  }

  private static String found(TokenVault vault, Slot slot, List<String> wrong) {
    try {
      Optional<Secret> found =
          vault.find(KillTestSetup.user(slot.writer()), KillTestSetup.name(slot.name()));
      String tag =
          found.map(value -> value.reveal().split(":", 2)[0]).orElse(WriterProcess.NOTHING);
      if (found.isPresent() && !found.get().equals(KillTestSetup.value(tag))) {
        wrong.add("torn: " + slot + " has other bytes than were written for " + tag);
      }
      return tag;
    } catch (VaultException unreadable) {
      wrong.add("torn: " + slot + " cannot be read: " + unreadable);
      return "unreadable";
    }
  }
}
