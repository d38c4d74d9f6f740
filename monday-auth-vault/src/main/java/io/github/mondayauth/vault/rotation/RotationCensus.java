package io.github.mondayauth.vault.rotation;

import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.key.RootFormat;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts what is still under old keys. Reads headers only, so that it needs no key. */
final class RotationCensus {
  private final String primary;
  private final RecordPages pages;
  private final @Nullable DataKeyAge age;
  private long remaining;
  private @Nullable Instant finishAt;

  /** Creates a census; without an age, it counts no records. */
  RotationCensus(String primary, RecordPages pages, @Nullable DataKeyAge age) {
    this.primary = primary;
    this.pages = pages;
    this.age = age;
  }

  void count(Row row) {
    RootFormat root = RootFormat.of(row);
    remaining += root.countNotWrappedBy(primary);
    DataKeyAge limit = age;
    if (limit == null) {
      return;
    }
    pages.each(
        row,
        record -> {
          if (!limit.isNew(root, RecordPages.keyId(record))) {
            remaining++;
          }
        });
    if (limit.hasOld(root)) {
      Instant removable = AccountRotation.removableAt(root);
      finishAt = finishAt == null || removable.isAfter(finishAt) ? removable : finishAt;
    }
  }

  long remaining() {
    return remaining;
  }

  /** When the last account's old data keys can be removed, or null if no account holds any. */
  @Nullable Instant finishAt() {
    return finishAt;
  }
}
