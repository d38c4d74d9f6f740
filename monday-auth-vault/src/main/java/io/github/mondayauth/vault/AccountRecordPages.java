package io.github.mondayauth.vault;

import io.github.mondayauth.vault.TokenStore.Row;
import java.util.List;
import java.util.function.Consumer;

/** The sealed records of an account's present installation, page by page. */
final class AccountRecordPages {
  private AccountRecordPages() {}

  /** Leaves out records of earlier installations and the empty marks of used flows. */
  static void each(RotationRun.Parts parts, Row root, Consumer<Row> each) {
    TokenStore.Key after = null;
    List<Row> page;
    do {
      TokenStore.Key last = after;
      page = parts.store().records(parts.app(), root.key().account(), last, RotationRun.PAGE);
      for (Row row : page) {
        if (row.isOf(root.epoch()) && row.value().length > 0) {
          each.accept(row);
        }
        after = row.key();
      }
    } while (page.size() == RotationRun.PAGE);
  }

  /** Whether the header says so; false for what is no record. */
  static boolean isSealedBy(Row row, long dataKey) {
    try {
      return RecordFormat.keyId(row.value()) == dataKey;
    } catch (VaultException foreign) {
      return false;
    }
  }
}
