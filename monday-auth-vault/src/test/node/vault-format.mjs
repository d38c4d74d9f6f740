// Implements docs/vault-format.md in another language, with nothing but node's own crypto. Decrypts the
// vectors of the first file, and writes newly encrypted ones to the second.
//   node vault-format.mjs format-vectors.json [encrypted.json]
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import {
  header, hex, keyContext, open, parseName, readRoot, recordContext, seal, storeName, writeRoot
} from './format.mjs';

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

const context = (v) => recordContext({ ...v, name: storeName(v) });

const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8'));

for (const v of vectors.records) {
  const sealed = hex(v.sealed);
  const { kind, owner, connection, profile } = v;
  check('name', storeName(v), v.name);
  check('parsed name', JSON.stringify(parseName(v.name)), JSON.stringify({ kind, owner, connection, profile }));
  check('header', sealed.subarray(0, 9).toString('hex'), header(v.data_key_id).toString('hex'));
  check('plaintext', open(hex(v.data_key), sealed, 9, context(v)).toString('hex'), v.plaintext);
  refuses('another profile', () =>
    open(hex(v.data_key), sealed, 9, context({ ...v, profile: v.profile + 'x' })));
}
for (const v of vectors.wrapped_keys) {
  check('data key', open(hex(v.key), hex(v.wrapped), 0, keyContext(v)).toString('hex'), v.unwrapped);
}
for (const v of vectors.roots) {
  const root = readRoot(hex(v.bytes));
  check('opened at', root.opened_at, v.opened_at);
  check('number of keys', root.keys.length, v.keys.length);
  v.keys.forEach((key, i) =>
    Object.keys(root.keys[i]).forEach((field) => check(field, root.keys[i][field], key[field])));
  check('written root', writeRoot(v).toString('hex'), v.bytes);
  refuses('a truncated root', () => readRoot(hex(v.bytes.slice(0, -2))));
  refuses('a root with a byte too much', () => readRoot(hex(v.bytes + '00')));
}

const encrypted = { records: [], wrapped_keys: [] };
for (const v of vectors.records.slice(0, 30)) {
  const mine = { ...v, data_key: randomBytes(32).toString('hex'), data_key_id: randomBytes(8).toString('hex') };
  const sealed = seal(hex(mine.data_key), header(mine.data_key_id), context(mine), hex(v.plaintext));
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
