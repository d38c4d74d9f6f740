-- One root for each account, with its epoch. The content is the version (eight bytes), then when the
-- account was opened and its wrapped data keys.
CREATE TABLE IF NOT EXISTS monday_auth_root (
  app     text COLLATE "C" NOT NULL,
  account bigint           NOT NULL,
  epoch   text COLLATE "C" NOT NULL,
  content bytea            NOT NULL,
  PRIMARY KEY (app, account),
  UNIQUE (app, account, epoch)
);

-- The foreign key is the fence: no record without its account's root of the same epoch, and no root
-- deleted while a record exists, so that a deletion counts what it deletes.
CREATE TABLE IF NOT EXISTS monday_auth_record (
  app         text COLLATE "C" NOT NULL,
  account     bigint           NOT NULL,
  name        text COLLATE "C" NOT NULL,
  epoch       text COLLATE "C" NOT NULL,
  content     bytea            NOT NULL,
  purge_after bigint,
  PRIMARY KEY (account, app, name),
  FOREIGN KEY (app, account, epoch) REFERENCES monday_auth_root (app, account, epoch)
);

CREATE INDEX IF NOT EXISTS monday_auth_record_due ON monday_auth_record (purge_after) WHERE purge_after IS NOT NULL;

-- The version of these tables, which the library checks.
CREATE TABLE IF NOT EXISTS monday_auth_schema (version INTEGER NOT NULL);

DELETE FROM monday_auth_schema;

INSERT INTO monday_auth_schema (version) VALUES (1);
