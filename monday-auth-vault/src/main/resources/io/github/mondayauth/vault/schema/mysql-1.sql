-- One root for each account, with its epoch. The content is the version (eight bytes), then when the
-- account was opened and its wrapped data keys. Names are binary, since MySQL's text collations ignore
-- case, accents or trailing spaces.
CREATE TABLE IF NOT EXISTS monday_auth_root (
  app     VARBINARY(128) NOT NULL,
  account BIGINT         NOT NULL,
  epoch   VARBINARY(64)  NOT NULL,
  content MEDIUMBLOB     NOT NULL,
  PRIMARY KEY (app, account),
  UNIQUE (app, account, epoch)
) ENGINE = InnoDB;

-- Creating a record locks its root, which is the fence. The foreign key refuses records without one.
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

-- The version of these tables, which the library checks.
CREATE TABLE IF NOT EXISTS monday_auth_schema (version INTEGER NOT NULL);

DELETE FROM monday_auth_schema;

INSERT INTO monday_auth_schema (version) VALUES (1);
