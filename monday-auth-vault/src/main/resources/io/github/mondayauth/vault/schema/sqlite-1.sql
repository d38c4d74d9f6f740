-- One root for each account, with its epoch. The content is the version (eight bytes), then when the
-- account was opened and its wrapped data keys. Only a strict table refuses values of another type than
-- their column, such as text as the content, which would never equal a version.
CREATE TABLE IF NOT EXISTS monday_auth_root (
  app     TEXT    NOT NULL,
  account INTEGER NOT NULL,
  epoch   TEXT    NOT NULL,
  content BLOB    NOT NULL,
  PRIMARY KEY (app, account)
) WITHOUT ROWID, STRICT;

-- The statements that create and delete are the fence, since SQLite has one writer at a time. It
-- enforces foreign keys only if every connection turns them on. The key is account, app and name, with
-- a tab between them, in one column: that makes reading a record faster. The columns account, app and
-- name are computed from it, for queries by hand.
CREATE TABLE IF NOT EXISTS monday_auth_record (
  key         TEXT    NOT NULL PRIMARY KEY,
  epoch       TEXT    NOT NULL,
  content     BLOB    NOT NULL,
  purge_after INTEGER,
  account     INTEGER AS (CAST(substr(key, 1, instr(key, char(9)) - 1) AS INTEGER)),
  app         TEXT    AS (substr(key, length(account) + 2, length(key) - length(account) - 2 - length(name))),
  name        TEXT    AS (substr(key, length(account) + 2 + instr(substr(key, length(account) + 2), char(9))))
) WITHOUT ROWID, STRICT;

CREATE INDEX IF NOT EXISTS monday_auth_record_due ON monday_auth_record (purge_after) WHERE purge_after IS NOT NULL;

-- The version of these tables, which the library checks.
CREATE TABLE IF NOT EXISTS monday_auth_schema (version INTEGER NOT NULL) STRICT;

DELETE FROM monday_auth_schema;

INSERT INTO monday_auth_schema (version) VALUES (1);
