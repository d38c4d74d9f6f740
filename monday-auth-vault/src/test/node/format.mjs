// Records, wrapped data keys and roots (docs/vault-format.md), with nothing but node's own crypto.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export const hex = (text) => Buffer.from(text, 'hex');

/** A number of 8 bytes. */
export const number = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};

const short = (value) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};

/** Each string after its length in two bytes. */
export const prefixed = (...strings) =>
  Buffer.concat(
    strings.flatMap((string) => {
      const bytes = Buffer.from(string, 'utf8');
      return [short(bytes.length), bytes];
    }));

/** Encrypts with a new nonce. The result begins with the prefix, which is authenticated too. */
export function seal(key, prefix, associated, plaintext) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.concat([prefix, associated]));
  return Buffer.concat([prefix, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts what seal returned for a prefix of this length. */
export function open(key, sealed, prefixLength, associated) {
  const start = prefixLength + 12;
  const end = sealed.length - 16;
  const nonce = sealed.subarray(prefixLength, start);
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.concat([sealed.subarray(0, prefixLength), associated]));
  cipher.setAuthTag(sealed.subarray(end));
  return Buffer.concat([cipher.update(sealed.subarray(start, end)), cipher.final()]);
}

const escaped = (text) => text.replaceAll('%', '%25').replaceAll('/', '%2F');
const unescaped = (text) => text.replaceAll('%2F', '/').replaceAll('%25', '%');

/** The name of a record within its account. */
export const storeName = (v) => [v.kind, v.owner, escaped(v.connection), escaped(v.profile)].join('/');

export function parseName(name) {
  const [kind, owner, connection, profile] = name.split('/');
  return { kind, owner, connection: unescaped(connection), profile: unescaped(profile) };
}

/** The header of a record. */
export const header = (dataKeyId) => Buffer.concat([Buffer.from([1]), hex(dataKeyId)]);

/** What the encryption of a record authenticates in addition to its header. */
export const recordContext = ({ app, account, name }) =>
  Buffer.concat([number(account), prefixed(app), Buffer.from(name, 'utf8')]);

/** What the wrapping of a data key authenticates. */
export const keyContext = (v) =>
  prefixed(v.key_id, v.app, v.account, v.epoch, v.opened_at, v.data_key, v.made_at);

export function writeRoot(root) {
  const keys = root.keys.map((key) =>
    Buffer.concat([
      hex(key.data_key_id), number(key.made_at), Buffer.from([key.key_id.length]),
      Buffer.from(key.key_id, 'ascii'), short(key.wrapped.length / 2), hex(key.wrapped)]));
  return Buffer.concat([Buffer.from([1]), number(root.opened_at), Buffer.from([root.keys.length]), ...keys]);
}

export function readRoot(bytes) {
  let at = 0;
  const take = (length) => {
    if (at + length > bytes.length) {
      throw new Error('truncated root');
    }
    return bytes.subarray(at, (at += length));
  };
  const readNumber = () => take(8).readBigInt64BE().toString();
  if (take(1)[0] !== 1) {
    throw new Error('expected a root of version 1');
  }
  const opened_at = readNumber();
  const count = take(1)[0];
  const keys = Array.from({ length: count }, () => ({
    data_key_id: take(8).toString('hex'),
    made_at: readNumber(),
    key_id: take(take(1)[0]).toString('ascii'),
    wrapped: take(take(2).readUInt16BE()).toString('hex')
  }));
  const isOdd = (key) => !/^[ -~]{1,64}$/.test(key.key_id) || !/^(..){1,4096}$/.test(key.wrapped);
  if (count < 1 || count > 64 || keys.some(isOdd) || at !== bytes.length) {
    throw new Error('malformed root');
  }
  return { opened_at, keys };
}
