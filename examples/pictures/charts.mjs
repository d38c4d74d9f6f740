// Draws the tables of docs/performance.md as bar charts, so that chart and table cannot differ.
//   node charts.mjs [--check]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { box, output, picture, schemes, text } from './svg.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const page = readFileSync(`${here}../../docs/performance.md`, 'utf8');

// heading: the section whose first table has the values. columns: the columns of which each cell gets a bar; if there are
// several, a bar's label names its column. most: longer bars are cut off. unit: says what the line at 1 is.
const charts = [
  { name: 'verify', heading: 'Verify a request', columns: [1], title: 'Verify a request', unit: 'CPU time, bare HMAC = 1; less is better' },
  { name: 'cold', heading: 'Start a process', columns: [4], title: 'Verify one request in a new process',
    unit: 'CPU time added to an empty process, bare HMAC = 1; less is better' },
  { name: 'vault', heading: 'Encrypt and decrypt', columns: [1], title: 'Encrypt a record',
    unit: 'CPU time to encrypt 200 bytes, bare AES-GCM = 1; less is better', most: 6 },
  { name: 'store', heading: 'Find and store a credential', columns: [1, 2, 3, 4], title: 'Find and store a credential',
    unit: 'Throughput, bare select or upsert = 1; more is better' },
  { name: 'growth', heading: 'Find and store among a million', columns: [1, 2, 3, 4], title: 'Find and store among a million credentials',
    unit: 'Throughput of PostgreSQL by its shared buffers, relative to that with 10,000 credentials; more is better' },
];

const plain = (cell) => cell.replaceAll(/\*\*|`/g, '');

/** The bars of the first table below a heading: a label, and the number that a cell begins with, as it is written. */
function rows({ heading, columns }) {
  const start = page.search(new RegExp(`^##+ ${heading}`, 'm'));
  if (start < 0) throw new Error(`docs/performance.md: expected a section ${heading}, found none`);
  const [, head, body] = page.slice(start).match(/\n(\|.*\n)\|[-| :]+\n((?:\|.*\n)+)/);
  const cells = (line) => line.split('|').slice(1, -1).map((cell) => cell.trim());
  const names = cells(head);
  return body.trim().split('\n').map(cells).flatMap((row) => columns.map((column) => {
    const label = columns.length === 1 ? plain(row[0]).split(', ').slice(0, 2).join(', ') : `${plain(row[0])}, ${names[column]}`;
    return {
      label: label.length > 42 ? label.split(', ')[0] : label,
      ours: row[0].includes('**') || columns.length > 1,
      written: row[column].match(/^[\d.]+/)?.[0],
      value: Number.parseFloat(row[column]),
    };
  })).filter(({ value, label }) => !Number.isNaN(value) && !label.includes('limit)'));
}

function chart({ unit, title, most = Infinity, ...table }, colors) {
  const bars = rows(table);
  const width = 760;
  const left = 36 + Math.max(...bars.map(({ label, ours }) => label.length * (ours ? 7.2 : 6.7)));
  const longest = Math.max(1, ...bars.map(({ value }) => value).filter((value) => value <= most));
  const scale = (width - left - 80) / longest;
  const height = 88 + bars.length * 30 + 16;
  const body = [
    text(24, 32, title, { size: 15, fill: colors.ink, anchor: 'start', weight: 600 }),
    text(24, 51, unit, { size: 12, fill: colors.quiet, anchor: 'start' }),
  ];
  const x = left + scale;
  body.push(text(x, 74, '1', { size: 11.5, fill: colors.quiet }));
  bars.forEach(({ label, ours, value, written }, i) => {
    const y = 88 + i * 30;
    const long = Math.max(2, Math.min(value, longest * 1.04) * scale);
    body.push(text(left - 12, y + 15, label, { size: 12.5, fill: colors.ink, anchor: 'end', weight: ours ? 600 : 400 }));
    body.push(box(left, y + 1, long, 20, { fill: ours ? colors.bars[0] : colors.bars[2], radius: 4 }));
    if (value > longest) {
      const cut = left + long - 22;
      body.push(`<path d="M${cut} ${y + 23} l6 -24 h5 l-6 24 z" fill="${colors.paper}"/>`);
    }
    const isInside = table.columns.length > 1; // next to such a bar, the number would be on the line
    body.push(isInside
      ? text(left + long - 10, y + 15, written, { size: 12.5, fill: colors.paper, anchor: 'end', weight: 600 })
      : text(left + long + 8, y + 15, written, { size: 12.5, fill: colors.ink, anchor: 'start', weight: ours ? 600 : 400 }));
  });
  // Above the bars, so that it can be compared with them.
  body.push(`<line x1="${x}" y1="80" x2="${x}" y2="${height - 14}" stroke="${colors.ink}" stroke-opacity=".55" stroke-dasharray="2 3"/>`);
  return picture(width, height, title, body, colors);
}

for (const each of charts) {
  for (const [scheme, colors] of Object.entries(schemes)) {
    output(`${here}../../docs/pictures/${each.name}-${scheme}.svg`, chart(each, colors));
  }
}
