// Implements the plaintext of a credential record (docs/vault-format.md) in another language. Reads the
// vectors of the first file, writes each one again, and writes changed ones to the second file.
//   node credential-format.mjs credential-vectors.json changed.json
import { readFileSync, writeFileSync } from 'node:fs';
import { read, write } from './credential.mjs';

const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8')).credentials;
for (const v of vectors) {
  const { plaintext, ...fields } = v;
  if (JSON.stringify(read(Buffer.from(plaintext, 'hex'))) !== JSON.stringify(fields)) {
    throw new Error(`read another credential than ${JSON.stringify(fields)}`);
  }
  if (write(fields).toString('hex') !== plaintext) {
    throw new Error(`wrote another credential than ${plaintext}`);
  }
}
const changed = vectors.map(({ plaintext, ...fields }) => {
  const next = { ...fields, secret: fields.secret + ' 🎉', generation: '77' };
  return { ...next, plaintext: write(next).toString('hex') };
});
writeFileSync(process.argv[3], JSON.stringify({ credentials: changed }));

// What versions of the format have in common: bytes at the end are ignored, a word that only explains is optional.
const failed = { ...vectors[0], last_failure: 'TOMORROW' };
const written = Buffer.concat([write(failed), Buffer.from([7])]);
if (read(written).last_failure !== null || read(written).secret !== failed.secret) {
  throw new Error('expected an unknown failure to be absent');
}
for (const refused of [write({ ...failed, ended: 'TOMORROW' }), write(failed).subarray(0, -1)]) {
  let isRead = true;
  try {
    read(refused);
  } catch {
    isRead = false;
  }
  if (isRead) {
    throw new Error('read a credential with an unknown end, or one that is truncated');
  }
}
console.log(`${vectors.length} credentials read and written`);
