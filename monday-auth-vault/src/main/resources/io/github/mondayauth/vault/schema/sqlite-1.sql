-- One root per account: its epoch, when it was opened, its wrapped data keys. A content begins with
-- the eight bytes of its version.
CREATE TABLE IF NOT EXISTS monday_auth_root (
  app     TEXT    NOT NULL,
  account INTEGER NOT NULL,
  epoch   TEXT    NOT NULL,
  content BLOB    NOT NULL,
  PRIMARY KEY (app, account)
) WITHOUT ROWID;

-- SQLite enforces foreign keys only where every connection asks for it, and has one writer at a time:
-- the statements that create and delete are the fence.
CREATE TABLE IF NOT EXISTS monday_auth_record (
  app         TEXT    NOT NULL,
  account     INTEGER NOT NULL,
  name        TEXT    NOT NULL,
  epoch       TEXT    NOT NULL,
  content     BLOB    NOT NULL,
  purge_after INTEGER,
  PRIMARY KEY (account, app, name)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS monday_auth_record_due ON monday_auth_record (purge_after) WHERE purge_after IS NOT NULL;
