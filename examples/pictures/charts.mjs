// Draws the tables of docs/performance.md as bar charts, so that chart and table cannot differ.
//   node charts.mjs [--check]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { box, output, picture, schemes, text } from './svg.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const page = readFileSync(`${here}../../docs/performance.md`, 'utf8');

const charts = [
  { name: 'verify', heading: 'Verify a request', column: 1, unit: 'CPU time, bare HMAC = 1', title: 'Verify a request', limit: 1 },
  { name: 'cold', heading: 'Start a process', column: 4, unit: 'CPU time added to an empty process, bare HMAC = 1', title: 'Verify one request in a new process', limit: 1 },
  { name: 'vault', heading: 'Encrypt and decrypt', column: 1, unit: 'CPU time to encrypt 200 bytes, bare AES-GCM = 1', title: 'Encrypt a record', limit: 1, most: 6 },
];

/** The rows of the first table below a heading: a label, and the number that a column begins with. */
function rows(heading, column) {
  const section = page.slice(page.search(new RegExp(`^## ${heading}`, 'm')));
  const table = section.match(/\n\|.*\n\|[-| :]+\n((?:\|.*\n)+)/)[1];
  return table.trim().split('\n').map((line) => {
    const cells = line.split('|').slice(1, -1).map((cell) => cell.trim());
    const value = Number.parseFloat(cells[column]);
    const label = cells[0].replaceAll(/\*\*|`/g, '').split(', ').slice(0, 2).join(', ');
    return { label: label.length > 42 ? label.split(', ')[0] : label, ours: cells[0].includes('**'), value };
  }).filter(({ value, label }) => !Number.isNaN(value) && !label.includes('limit)'));
}

function chart({ heading, column, unit, title, limit, most }, colors) {
  const bars = rows(heading, column).filter(({ value }) => most === undefined || value <= most);
  const width = 760;
  const left = 36 + Math.max(...bars.map(({ label, ours }) => label.length * (ours ? 7.2 : 6.7)));
  const scale = (width - left - 80) / Math.max(...bars.map(({ value }) => value));
  const height = 70 + bars.length * 30 + 16;
  const body = [
    text(24, 32, title, { size: 15, fill: colors.ink, anchor: 'start', weight: 600 }),
    text(24, 51, unit, { size: 12, fill: colors.quiet, anchor: 'start' }),
  ];
  bars.forEach(({ label, ours, value }, i) => {
    const y = 70 + i * 30;
    body.push(text(left - 12, y + 15, label, { size: 12.5, fill: colors.ink, anchor: 'end', weight: ours ? 600 : 400 }));
    body.push(box(left, y + 1, Math.max(2, value * scale), 20, { fill: ours ? colors.bars[0] : colors.bars[2], radius: 4 }));
    body.push(text(left + value * scale + 8, y + 15, String(value), { size: 12.5, fill: colors.ink, anchor: 'start', weight: ours ? 600 : 400 }));
  });
  const x = left + limit * scale;
  body.push(`<line x1="${x}" y1="64" x2="${x}" y2="${height - 14}" stroke="${colors.ink}" stroke-dasharray="2 3"/>`);
  return picture(width, height, title, body, colors);
}

for (const each of charts) {
  for (const [scheme, colors] of Object.entries(schemes)) {
    output(`${here}../../docs/pictures/${each.name}-${scheme}.svg`, chart(each, colors));
  }
}
