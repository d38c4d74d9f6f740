// The plaintext of a credential's record (docs/vault-format.md), with nothing but node's own buffers.
const ENDED = ['NONE', 'GRANT_ENDED', 'INTERRUPTED_REFRESH', 'REJECTED'];
const LAST_FAILURE = ['CLIENT', 'GRANT', 'MIGRATION', 'PROVIDER', 'UNAVAILABLE'];

const number = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
};
const count = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const boolean = (value) => Buffer.from([value ? 1 : 0]);
const string = (text) => {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([count(bytes.length), bytes]);
};
const strings = (list) => Buffer.concat([count(list.length), ...list.map(string)]);
const optional = (value, write) =>
  value === null ? boolean(false) : Buffer.concat([boolean(true), write(value)]);

export function write(c) {
  const attributes = Object.entries(c.attributes).flat();
  return Buffer.concat([
    Buffer.from([1]), string(c.secret), optional(c.refresh_token, string), number(c.obtained_at),
    optional(c.expires_at, number), strings(c.granted), strings(c.requested),
    count(attributes.length / 2), ...attributes.map(string), string(c.host), number(c.connected_by),
    string(c.label), optional(c.refresh_expires_at, number),
    number(c.origin), number(c.connection_number), number(c.generation), string(c.ended), optional(c.lease_until, number),
    boolean(c.refresh_token_maybe_used), boolean(c.earlier_refresh_token_maybe_used),
    optional(c.no_refresh_before, number), number(c.lease_duration), optional(c.first_refusal, number),
    count(c.refusals), optional(c.last_failure, string)]);
}

export function read(bytes) {
  let at = 0;
  const take = (length) => {
    if (length < 0 || at + length > bytes.length) {
      throw new Error('truncated credential');
    }
    return bytes.subarray(at, (at += length));
  };
  const readNumber = () => take(8).readBigInt64BE().toString();
  const readCount = () => take(4).readInt32BE();
  const readBoolean = () => take(1)[0] !== 0;
  const readString = () => take(readCount()).toString('utf8');
  const list = (length, one) => Array.from({ length }, one);
  const readOptional = (one) => (readBoolean() ? one() : null);
  if (take(1)[0] !== 1) {
    throw new Error('expected a credential of format version 1');
  }
  const credential = {
    secret: readString(), refresh_token: readOptional(readString), obtained_at: readNumber(),
    expires_at: readOptional(readNumber), granted: list(readCount(), readString),
    requested: list(readCount(), readString),
    attributes: Object.fromEntries(list(readCount(), () => [readString(), readString()])),
    host: readString(), connected_by: readNumber(),
    label: readString(), refresh_expires_at: readOptional(readNumber), origin: readNumber(),
    connection_number: readNumber(), generation: readNumber(), ended: readString(),
    lease_until: readOptional(readNumber), refresh_token_maybe_used: readBoolean(),
    earlier_refresh_token_maybe_used: readBoolean(), no_refresh_before: readOptional(readNumber),
    lease_duration: readNumber(), first_refusal: readOptional(readNumber), refusals: readCount(),
    last_failure: readOptional(readString)
  };
  if (!ENDED.includes(credential.ended)) {
    throw new Error(`expected a known end, found ${credential.ended}`);
  }
  if (!LAST_FAILURE.includes(credential.last_failure)) {
    credential.last_failure = null;
  }
  return credential;
}
