package io.github.mondayauth.vault;

import io.github.mondayauth.vault.RootValue.WrappedDataKey;
import io.github.mondayauth.vault.TokenStore.Row;

/** Counts, by headers alone and without a key, what is not under the newest keys. */
final class RotationCensus {
  private final RotationRun.Parts parts;
  private final boolean records;
  private final String primary;
  private long remaining;

  RotationCensus(RotationRun.Parts parts, boolean records) {
    this.parts = parts;
    this.records = records;
    this.primary = parts.ring().primaryKeyId();
  }

  void count(Row root) {
    RootValue value = RootValue.parse(root.value());
    for (WrappedDataKey key : value.keys()) {
      if (!key.wrapped().keyId().equals(primary)) {
        remaining++;
      }
    }
    if (records) {
      long newest = value.keys().get(0).id();
      AccountRecordPages.each(
          parts,
          root,
          row -> {
            if (!AccountRecordPages.isSealedBy(row, newest)) {
              remaining++;
            }
          });
    }
  }

  long remaining() {
    return remaining;
  }
}
