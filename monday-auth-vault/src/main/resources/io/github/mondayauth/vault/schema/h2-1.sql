-- One root per account: its epoch, when it was opened, its wrapped data keys. A content begins with
-- the eight bytes of its version. Names are binary: a database may be set up to ignore case.
CREATE TABLE IF NOT EXISTS monday_auth_root (
  app     VARBINARY(128)   NOT NULL,
  account BIGINT           NOT NULL,
  epoch   VARBINARY(64)    NOT NULL,
  content VARBINARY(65544) NOT NULL,
  PRIMARY KEY (app, account),
  UNIQUE (app, account, epoch)
);

-- The fence is the root, which creating a record locks; the foreign key alone does not hold in H2.
CREATE TABLE IF NOT EXISTS monday_auth_record (
  app         VARBINARY(128)   NOT NULL,
  account     BIGINT           NOT NULL,
  name        VARBINARY(768)   NOT NULL,
  epoch       VARBINARY(64)    NOT NULL,
  content     VARBINARY(65544) NOT NULL,
  purge_after BIGINT,
  PRIMARY KEY (account, app, name),
  FOREIGN KEY (app, account, epoch) REFERENCES monday_auth_root (app, account, epoch) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS monday_auth_record_due ON monday_auth_record (purge_after);
