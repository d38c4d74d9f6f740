// Implements docs/vault-format.md in another language, with nothing but node's own crypto. Decrypts the
// vectors of the first file, and writes newly encrypted ones to the second.
//   node vault-format.mjs format-vectors.json [encrypted.json]
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const prefixed = (...texts) =>
  Buffer.concat(
    texts.map((text) => {
      const bytes = Buffer.from(text, 'utf8');
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      return Buffer.concat([length, bytes]);
    }));

function seal(key, prefix, associated, plaintext) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.concat([prefix, associated]));
  return Buffer.concat([prefix, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function open(key, sealed, prefixLength, associated) {
  const start = prefixLength + 12;
  const end = sealed.length - 16;
  const nonce = sealed.subarray(prefixLength, start);
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.concat([sealed.subarray(0, prefixLength), associated]));
  cipher.setAuthTag(sealed.subarray(end));
  return Buffer.concat([cipher.update(sealed.subarray(start, end)), cipher.final()]);
}

const number = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};
const escaped = (text) => text.replaceAll('%', '%25').replaceAll('/', '%2F');
const storeName = (v) => [v.kind, v.owner, escaped(v.connection), escaped(v.profile)].join('/');
const recordContext = (v) =>
  Buffer.concat([number(v.account), prefixed(v.app), Buffer.from(storeName(v), 'utf8')]);
const header = (v) => Buffer.concat([Buffer.from([1]), Buffer.from(v.data_key_id, 'hex')]);
const keyContext = (v) =>
  prefixed(v.key_id, v.app, v.account, v.epoch, v.opened_at, v.data_key, v.made_at);
const hex = (text) => Buffer.from(text, 'hex');

function writeRoot(v) {
  const keys = v.keys.map((key) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(key.wrapped.length / 2);
    return Buffer.concat([
      hex(key.data_key_id), number(key.made_at), Buffer.from([key.key_id.length]),
      Buffer.from(key.key_id, 'ascii'), length, hex(key.wrapped)]);
  });
  return Buffer.concat([Buffer.from([1]), number(v.opened_at), Buffer.from([v.keys.length]), ...keys]);
}

function check(what, found, expected) {
  if (found !== expected) {
    console.error(`${what}: expected ${expected}, found ${found}`);
    process.exit(1);
  }
}

function refuses(what, action) {
  try {
    action();
  } catch {
    return;
  }
  console.error(`${what} was accepted`);
  process.exit(1);
}

const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8'));

for (const v of vectors.records) {
  const sealed = hex(v.sealed);
  check('name', storeName(v), v.name);
  check('header', sealed.subarray(0, 9).toString('hex'), header(v).toString('hex'));
  check('plaintext', open(hex(v.data_key), sealed, 9, recordContext(v)).toString('hex'), v.plaintext);
  refuses('another profile', () =>
    open(hex(v.data_key), sealed, 9, recordContext({ ...v, profile: v.profile + 'x' })));
}
for (const v of vectors.wrapped_keys) {
  check('data key', open(hex(v.key), hex(v.wrapped), 0, keyContext(v)).toString('hex'), v.unwrapped);
}
for (const v of vectors.roots) {
  const bytes = hex(v.bytes);
  check('root version', bytes[0], 1);
  check('opened at', bytes.readBigInt64BE(1).toString(), v.opened_at);
  check('number of keys', bytes[9], v.keys.length);
  let at = 10;
  for (const key of v.keys) {
    check('data key id', bytes.subarray(at, at + 8).toString('hex'), key.data_key_id);
    check('made at', bytes.readBigInt64BE(at + 8).toString(), key.made_at);
    const idLength = bytes[at + 16];
    check('key id', bytes.subarray(at + 17, at + 17 + idLength).toString('ascii'), key.key_id);
    const length = bytes.readUInt16BE(at + 17 + idLength);
    const start = at + 19 + idLength;
    check('wrapped', bytes.subarray(start, start + length).toString('hex'), key.wrapped);
    at = start + length;
  }
  check('root length', at, bytes.length);
  check('written root', writeRoot(v).toString('hex'), v.bytes);
}

const encrypted = { records: [], wrapped_keys: [] };
for (const v of vectors.records.slice(0, 30)) {
  const mine = { ...v, data_key: randomBytes(32).toString('hex'), data_key_id: randomBytes(8).toString('hex') };
  const sealed = seal(hex(mine.data_key), header(mine), recordContext(mine), hex(v.plaintext));
  encrypted.records.push({ ...mine, nonce: sealed.subarray(9, 21).toString('hex'), sealed: sealed.toString('hex') });
}
for (const v of vectors.wrapped_keys) {
  const mine = { ...v, key: randomBytes(32).toString('hex') };
  const wrapped = seal(hex(mine.key), Buffer.alloc(0), keyContext(mine), hex(v.unwrapped));
  encrypted.wrapped_keys.push({ ...mine, wrapped: wrapped.toString('hex') });
}
if (process.argv[3]) {
  writeFileSync(process.argv[3], JSON.stringify(encrypted));
}
const count = vectors.records.length + vectors.wrapped_keys.length + vectors.roots.length;
console.log(`vault format in node ${process.version}: ${count} vectors decrypted`);
