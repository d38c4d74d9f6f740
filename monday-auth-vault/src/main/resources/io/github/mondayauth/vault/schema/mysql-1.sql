-- One root per account: its epoch, when it was opened, its wrapped data keys. A content begins with
-- the eight bytes of its version. Names are binary: text collations of MySQL ignore case, accents or
-- trailing spaces.
CREATE TABLE IF NOT EXISTS monday_auth_root (
  app     VARBINARY(128) NOT NULL,
  account BIGINT         NOT NULL,
  epoch   VARBINARY(64)  NOT NULL,
  content MEDIUMBLOB     NOT NULL,
  PRIMARY KEY (app, account),
  UNIQUE (app, account, epoch)
) ENGINE = InnoDB;

-- The foreign key is the fence: no record without its account's root of the same epoch.
CREATE TABLE IF NOT EXISTS monday_auth_record (
  app         VARBINARY(128) NOT NULL,
  account     BIGINT         NOT NULL,
  name        VARBINARY(768) NOT NULL,
  epoch       VARBINARY(64)  NOT NULL,
  content     MEDIUMBLOB     NOT NULL,
  purge_after BIGINT,
  PRIMARY KEY (account, app, name),
  INDEX monday_auth_record_due (purge_after),
  FOREIGN KEY (app, account, epoch) REFERENCES monday_auth_root (app, account, epoch) ON DELETE CASCADE
) ENGINE = InnoDB;
