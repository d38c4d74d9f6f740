package io.github.mondayauth.vault.rotation;

import io.github.mondayauth.vault.TokenStore;
import io.github.mondayauth.vault.TokenStore.Row;
import io.github.mondayauth.vault.VaultException;
import io.github.mondayauth.vault.internal.RecordName.Kind;
import io.github.mondayauth.vault.record.RecordFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the encrypted records of an account, page by page. */
final class RecordPages {
  private static final String FLOW = Kind.FLOW.text() + "/";

  private final String app;
  private final TokenStore store;

  RecordPages(String app, TokenStore store) {
    this.app = app;
    this.store = store;
  }

  /** Skips marks of used flows. Includes rows of other epochs, which the caller has to handle. */
  void each(Row root, Consumer<Row> action) {
    TokenStore.Key after = null;
    List<Row> page;
    do {
      page = store.records(app, root.key().account(), after, RotationRun.PAGE);
      for (Row row : page) {
        if (!row.key().name().startsWith(FLOW)) {
          action.accept(row);
        }
        after = row.key();
      }
    } while (page.size() == RotationRun.PAGE);
  }

  /** The id of the data key in a record's header; empty if the row has another format. */
  static Optional<Long> keyId(Row row) {
    try {
      return Optional.of(RecordFormat.keyId(row));
    } catch (VaultException foreign) {
      return Optional.empty();
    }
  }
}
