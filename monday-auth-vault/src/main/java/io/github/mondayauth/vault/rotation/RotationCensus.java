package io.github.mondayauth.vault.rotation;

import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.key.RootFormat;

/** Counts what is still under old keys. Reads headers only, so that it needs no key. */
final class RotationCensus {
  private final String primary;
  private final RecordPages pages;
  private final boolean countsRecords;
  private long remaining;

  RotationCensus(String primary, RecordPages pages, boolean countsRecords) {
    this.primary = primary;
    this.pages = pages;
    this.countsRecords = countsRecords;
  }

  void count(Row row) {
    RootFormat root = RootFormat.of(row);
    remaining += root.countNotWrappedBy(primary);
    if (countsRecords) {
      long newest = root.keys().get(0).id();
      pages.each(
          row,
          record -> {
            if (!RecordPages.isSealedBy(record, newest)) {
              remaining++;
            }
          });
    }
  }

  long remaining() {
    return remaining;
  }
}
