// Reads and writes the rows of a database as docs/vault-format.md specifies them, with nothing but the JWK set and
// node's own crypto. node has no driver for SQLite in all versions, so the rows come in a JSON file, as SELECT *
// returns them, and the new rows go out in another one. Text is a string; an integer is {"integer": "42"}; bytes are
// {"hex": "00ff"}.
//   node database.mjs task.json result.json
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  header, hex, keyContext, open, parseName, readRoot, recordContext, seal, storeName, writeRoot
} from '../../../../monday-auth-vault/src/test/node/format.mjs';
import * as credentials from './credential.mjs';

const KEY_CHECK = Buffer.from('monday-auth key check, 32 bytes.', 'ascii');
const MARKER = /^flow\/user:[1-9]\d*\/([A-Za-z0-9_-]{43}|key-(h?\d+)-([1-9]|10))\/$/;

function require(isTrue, what) {
  if (!isTrue) {
    throw new Error(`expected ${what}`);
  }
}

const task = JSON.parse(readFileSync(process.argv[2], 'utf8'));

// Columns

const text = (row, column) => {
  require(typeof row[column] === 'string', `text in ${column}`);
  return row[column];
};
const integer = (row, column) => {
  require(typeof row[column]?.integer === 'string', `an integer in ${column}`);
  return row[column].integer;
};
function content(row) {
  require(typeof row.content?.hex === 'string', 'bytes in content');
  const bytes = hex(row.content.hex);
  require(bytes.length >= 8 && bytes[0] < 0x80, 'a version of 63 bits');
  return { version: bytes.subarray(0, 8).toString('hex'), value: bytes.subarray(8) };
}
function requireColumns(row, ...columns) {
  require(Object.keys(row).sort().join() === columns.sort().join(), `the columns ${columns}`);
}
function newContent(value) {
  const version = randomBytes(8);
  version[0] &= 0x7f;
  return { hex: Buffer.concat([version, value]).toString('hex') };
}

// Key-encryption keys

const keys = new Map();
for (const jwk of JSON.parse(task.jwk_set).keys) {
  const bytes = Buffer.from(jwk.k, 'base64url');
  require(jwk.kty === 'oct' && /^[A-Za-z0-9._:-]{1,64}$/.test(jwk.kid) && !keys.has(jwk.kid), 'an oct key');
  require(bytes.length === 32 && new Set(bytes).size >= 16, 'a key of 32 random bytes');
  keys.set(jwk.kid, { id: jwk.kid, bytes, may: jwk.key_ops ?? ['wrapKey', 'unwrapKey'] });
}
const primary = [...keys.values()].find((key) => key.may.includes('wrapKey'));
require(primary, 'a primary key');

function unwrap(keyId, wrapped, context) {
  const key = keys.get(keyId);
  require(key?.may.includes('unwrapKey'), `a key ${keyId} that may unwrap`);
  return open(key.bytes, wrapped, 0, keyContext({ ...context, key_id: keyId }));
}
const wrap = (dataKey, context) =>
  seal(primary.bytes, Buffer.alloc(0), keyContext({ ...context, key_id: primary.id }), dataKey);

// Roots: by account, the epoch and the data keys, of which the first encrypts

const roots = new Map();
const checkContext = (app, id) =>
  ({ app, account: '0', epoch: 'app', opened_at: '0', data_key: `key-check:${id}`, made_at: '0' });

function dataKeys(app, account, epoch, value) {
  const root = readRoot(value);
  return root.keys.map((key) => {
    const context = { app, account, epoch, opened_at: root.opened_at, data_key: key.data_key_id, made_at: key.made_at };
    const bytes = unwrap(key.key_id, hex(key.wrapped), context);
    require(bytes.length === 32, 'a data key of 32 bytes');
    return { id: key.data_key_id, bytes };
  });
}

require(task.rows.monday_auth_schema.length === 1, 'one row with the version of the tables');
require(integer(task.rows.monday_auth_schema[0], 'version') === '1', 'tables of version 1');
for (const row of task.rows.monday_auth_root) {
  requireColumns(row, 'app', 'account', 'epoch', 'content');
  require(text(row, 'app') === task.app, 'a root of the app');
  const account = integer(row, 'account');
  const epoch = text(row, 'epoch');
  const { value } = content(row);
  if (account === '0') {
    require(epoch === 'app' && value.length === 0, "the app's own root");
    roots.set(account, { epoch, keys: [] });
  } else {
    require(/^[A-Za-z0-9_-]{16}$/.test(epoch), 'an epoch of 12 bytes');
    roots.set(account, { epoch, keys: dataKeys(task.app, account, epoch, value) });
  }
}

// Records

function readAppRecord(name, value, purgeAfter) {
  const [purpose, ...rest] = name.split('/');
  if (purpose === 'key-check') {
    require(unwrap(rest[0], value, checkContext(task.app, rest[0])).equals(KEY_CHECK), 'a key that passes its check');
    return { purpose, key: rest[0] };
  }
  if (purpose === 'uninstalled') {
    require(value.length === 8, 'a tombstone of 8 bytes');
    const time = value.readBigInt64BE();
    require(time / 3_600_000n === BigInt(rest[1]), 'a tombstone of its hour');
    require(BigInt(purgeAfter) === (BigInt(rest[1]) + 1n) * 3_600_000n + 4_530_000n, 'a tombstone that is kept long enough');
    return { purpose, account: rest[0], time: time.toString() };
  }
  require(purpose === 'maintenance' && value.length === 17 && value[0] === 1, `no record ${name}`);
  return { purpose, lease: value.readBigInt64BE(1).toString(), done: value.readBigInt64BE(9).toString() };
}

function readRecord(account, name, value) {
  require(value[0] === 1 && value.length >= 37, 'a sealed record of version 1');
  const id = value.subarray(1, 9).toString('hex');
  const key = roots.get(account).keys.find((each) => each.id === id);
  require(key, `a data key ${id}`);
  const plaintext = open(key.bytes, value, 9, recordContext({ app: task.app, account, name }));
  const parts = parseName(name);
  require(storeName(parts) === name, `a name that is escaped, not ${name}`);
  require(/^(account|user:[1-9]\d*)$/.test(parts.owner), `an owner, not ${parts.owner}`);
  switch (parts.kind) {
    case 'secret':
      return { ...parts, secret: plaintext.toString('utf8') };
    case 'credential':
      return { ...parts, credential: credentials.read(plaintext) };
    default:
      require(parts.kind === 'claim' && plaintext[0] === 1, `a claim, not ${name}`);
      return {
        ...parts,
        received_at: plaintext.readBigInt64BE(1).toString(),
        user: plaintext.readBigInt64BE(9).toString()
      };
  }
}

const rows = new Map();
const records = [];
for (const row of task.rows.monday_auth_record) {
  requireColumns(row, 'key', 'app', 'account', 'name', 'epoch', 'content', 'purge_after');
  const account = integer(row, 'account');
  const name = text(row, 'name');
  require(text(row, 'key') === [account, text(row, 'app'), name].join('\t'), 'a key of account, app and name');
  require(row.app === task.app && roots.get(account)?.epoch === text(row, 'epoch'), `a root for ${name}`);
  const { version, value } = content(row);
  const purgeAfter = row.purge_after === null ? null : integer(row, 'purge_after');
  require((purgeAfter !== null) === /^(flow|uninstalled)\//.test(name), `no purge time of ${name}`);
  let record;
  if (account === '0') {
    record = readAppRecord(name, value, purgeAfter);
  } else if (name.startsWith('flow/')) {
    require(MARKER.test(name) && value.length === 0, `an empty marker, not ${name}`);
    record = { ...parseName(name), purge_after: purgeAfter };
  } else {
    record = readRecord(account, name, value);
  }
  rows.set(row.key, { version, record });
  records.push({ account, name, ...record });
}

// Writing

const inserted = [];
const replaced = [];
const key = (account, name) => [account, task.app, name].join('\t');

function insertRecord(account, name, value) {
  const { epoch } = roots.get(account);
  inserted.push({
    table: 'monday_auth_record',
    row: { key: key(account, name), epoch, content: newContent(value), purge_after: null }
  });
}

function insertRoot(account, epoch, value) {
  const row = { app: task.app, account: { integer: account }, epoch, content: newContent(value) };
  inserted.push({ table: 'monday_auth_root', row });
}

/** What has to exist before the primary key may wrap a data key. */
function requireKeyCheck() {
  if (!roots.has('0')) {
    roots.set('0', { epoch: 'app', keys: [] });
    insertRoot('0', 'app', Buffer.alloc(0));
  }
  const name = `key-check/${primary.id}`;
  if (!rows.has(key('0', name))) {
    rows.set(key('0', name), {});
    insertRecord('0', name, wrap(KEY_CHECK, checkContext(task.app, primary.id)));
  }
}

function openAccount(account) {
  if (roots.has(account)) {
    return;
  }
  requireKeyCheck();
  const epoch = randomBytes(12).toString('base64url');
  const seconds = (BigInt(task.now) / 1000n).toString();
  const id = randomBytes(8).toString('hex');
  const bytes = randomBytes(32);
  const context = { app: task.app, account, epoch, opened_at: seconds, data_key: id, made_at: seconds };
  const wrapped = wrap(bytes, context).toString('hex');
  const root = { opened_at: seconds, keys: [{ data_key_id: id, made_at: seconds, key_id: primary.id, wrapped }] };
  insertRoot(account, epoch, writeRoot(root));
  roots.set(account, { epoch, keys: [{ id, bytes }] });
}

/** An imported credential, which replaces an earlier one. */
function imported(fields, owner, before) {
  const random = randomBytes(8).readBigUInt64BE() >> 2n;
  return {
    refresh_token: null, expires_at: null, granted: [], requested: [], attributes: {}, host: '', label: '',
    refresh_expires_at: null,
    ...fields,
    obtained_at: task.now,
    connected_by: owner === 'account' ? '0' : owner.substring('user:'.length),
    origin: (BigInt(task.now) / 1000n * 1000n).toString(),
    connection_number: (before ? BigInt(before.connection_number) + 1n : random + 1n).toString(),
    generation: (before ? BigInt(before.generation) + 1n : 1n).toString(),
    ended: 'NONE', lease_until: null, refresh_token_maybe_used: false, earlier_refresh_token_maybe_used: false,
    no_refresh_before: null, lease_duration: '0', first_refusal: null, refusals: 0, last_failure: null
  };
}

for (const write of task.write) {
  const { account, owner } = write;
  openAccount(account);
  const name = storeName(write);
  const present = rows.get(key(account, name));
  const plaintext =
    write.kind === 'secret'
      ? Buffer.from(write.secret, 'utf8')
      : credentials.write(imported(write.credential, owner, present?.record.credential));
  require(plaintext.length <= 65_499, 'a plaintext that fits into a record');
  const [first] = roots.get(account).keys;
  const value = seal(first.bytes, header(first.id), recordContext({ app: task.app, account, name }), plaintext);
  if (present) {
    replaced.push({ key: key(account, name), version: { hex: present.version }, content: newContent(value) });
  } else {
    insertRecord(account, name, value);
  }
}

writeFileSync(process.argv[3], JSON.stringify({ records, inserted, replaced }));
console.log(`${records.length} records read, ${inserted.length + replaced.length} rows written`);
