-- One root per account: its epoch, when it was opened, its wrapped data keys. A content begins with
-- the eight bytes of its version.
CREATE TABLE IF NOT EXISTS monday_auth_root (
  app     text COLLATE "C" NOT NULL,
  account bigint           NOT NULL,
  epoch   text COLLATE "C" NOT NULL,
  content bytea            NOT NULL,
  PRIMARY KEY (app, account),
  UNIQUE (app, account, epoch)
);

-- The foreign key is the fence: no record without its account's root of the same epoch, and no root
-- deleted while there is one, so that a deletion counts what it deletes.
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
