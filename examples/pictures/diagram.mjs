// Draws a diagram from a text file, in a light and a dark version.
//   node diagram.mjs diagrams/flow.txt ../../docs/pictures/flow [--check]
// A file with lanes becomes a sequence of messages, one with rows becomes boxes and arrows.
//   title TEXT
//   lane ID NAME | second line            band TEXT        FROM -> TO  TEXT        note LANE TEXT
//   box ID NAME | second line | third      row ID ID ID     FROM -> TO  TEXT
import { readFileSync } from 'node:fs';
import { box, output, picture, schemes, text } from './svg.mjs';

const [source, target] = process.argv.slice(2);
const lines = readFileSync(source, 'utf8').split('\n').map((line) => line.trim())
  .filter((line) => line && !line.startsWith('#'));

function parse() {
  const diagram = { title: '', lanes: new Map(), boxes: new Map(), rows: [], steps: [] };
  for (const line of lines) {
    const [, word, rest] = line.match(/^(\S+)\s+(.*)$/);
    const [, first = '', remainder = ''] = rest.match(/^(\S+)\s*(.*)$/) ?? [];
    if (word === 'title') diagram.title = rest;
    else if (word === 'lane') diagram.lanes.set(first, remainder.split('|').map((part) => part.trim()));
    else if (word === 'box') diagram.boxes.set(first, remainder.split('|').map((part) => part.trim()));
    else if (word === 'row') diagram.rows.push(rest.split(/\s+/));
    else if (word === 'band') diagram.steps.push({ kind: 'band', label: rest });
    else if (word === 'note') diagram.steps.push({ kind: 'note', lane: first, label: remainder });
    else {
      const [, to, label] = rest.match(/^->\s*(\S+)\s*(.*)$/);
      diagram.steps.push({ kind: 'message', from: word, to, label });
    }
  }
  return diagram;
}

function arrow(fromX, toX, y, color) {
  const direction = Math.sign(toX - fromX);
  const tip = toX - direction * 2;
  return `<line x1="${fromX}" y1="${y}" x2="${tip - direction * 6}" y2="${y}" stroke="${color}" stroke-width="1.6"/>`
    + `<path d="M${tip} ${y} l${-direction * 9} -4.5 v9 z" fill="${color}"/>`;
}

function sequence(diagram, colors) {
  const width = 920;
  const lanes = [...diagram.lanes.keys()];
  const gap = width / lanes.length;
  const x = (lane) => gap * (lanes.indexOf(lane) + 0.5);
  const body = [];
  let y = 104;
  const bands = [];
  for (const step of diagram.steps) {
    if (step.kind === 'band') {
      y += bands.length === 0 ? 0 : 14;
      bands.push({ top: y, label: step.label });
      y += 40;
    } else if (step.kind === 'message') {
      const middle = (x(step.from) + x(step.to)) / 2;
      const color = step.from === 'app' || step.to === 'app' ? colors.accent : colors.quiet;
      const across = Math.abs(lanes.indexOf(step.from) - lanes.indexOf(step.to)) > 1;
      const size = 12.5;
      const wide = step.label.length * size * 0.56 + 10;
      body.push(arrow(x(step.from), x(step.to), y + 14, color));
      if (across || wide > 0) {
        body.push(box(middle - wide / 2, y - 9, wide, 18, { fill: colors.band, radius: 4 }));
      }
      body.push(text(middle, y + 5, step.label, { size, fill: colors.ink }));
      y += 38;
    } else {
      const size = 12;
      const wide = Math.max(step.label.length * size * 0.55 + 26, 120);
      body.push(box(x(step.lane) - wide / 2, y - 10, wide, 26, { fill: colors.accentSoft, stroke: colors.accent, radius: 13 }));
      body.push(text(x(step.lane), y + 7, step.label, { size, fill: colors.ink }));
      y += 36;
    }
  }
  const height = y + 22;
  const back = bands.map(({ top }, i) => box(12, top - 12, width - 24, (bands[i + 1]?.top ?? height) - top - 4 + (i === bands.length - 1 ? -4 : 0),
    { fill: colors.band, radius: 10 }));
  // Below a band's name, its ground covers the lifelines.
  const names = bands.map(({ top, label }) => box(24, top - 6, label.length * 7 + 8, 20, { fill: colors.band, radius: 4 }) + text(28, top + 8, label, { size: 12.5, fill: colors.quiet, anchor: 'start', weight: 600 }));
  const lifelines = lanes.map((lane) => `<line x1="${x(lane)}" y1="76" x2="${x(lane)}" y2="${height - 16}" stroke="${colors.line}" stroke-dasharray="3 4"/>`);
  const heads = lanes.map((lane) => {
    const [name, second] = diagram.lanes.get(lane);
    const ours = lane === 'app';
    return box(x(lane) - 96, 20, 192, 54, { fill: ours ? colors.accent : colors.card, stroke: ours ? colors.accent : colors.line, radius: 10 })
      + text(x(lane), second ? 43 : 52, name, { size: 14, fill: ours ? colors.paper : colors.ink, weight: 600 })
      + (second ? text(x(lane), 61, second, { size: 12, fill: ours ? colors.paper : colors.quiet }) : '');
  });
  return picture(width, height, diagram.title, [...back, ...lifelines, ...names, ...heads, ...body], colors);
}

function layers(diagram, colors) {
  const width = 920;
  const tall = 84;
  const step = 140;
  const places = new Map();
  const body = [];
  diagram.rows.forEach((row, i) => {
    const wide = Math.min(272, (width - 48 - 24 * (row.length - 1)) / row.length);
    const start = (width - (wide * row.length + 24 * (row.length - 1))) / 2;
    row.forEach((id, j) => places.set(id, { x: start + j * (wide + 24), y: 20 + i * step, wide }));
  });
  const height = 20 + (diagram.rows.length - 1) * step + tall + 20;
  for (const [id, place] of places) {
    const [name, ...details] = diagram.boxes.get(id);
    const ours = name.startsWith('monday-auth');
    body.push(box(place.x, place.y, place.wide, tall, {
      fill: ours ? colors.accentSoft : colors.card, stroke: ours ? colors.accent : colors.line, radius: 10 }));
    body.push(text(place.x + place.wide / 2, place.y + (details.length > 1 ? 28 : 36), name, { size: 14, fill: colors.ink, weight: 600 }));
    details.forEach((detail, k) =>
      body.push(text(place.x + place.wide / 2, place.y + (details.length > 1 ? 49 : 58) + k * 17, detail, { size: 12, fill: colors.quiet })));
  }
  for (const { from, to, label } of diagram.steps) {
    const a = places.get(from);
    const b = places.get(to);
    const start = { x: a.x + a.wide / 2, y: a.y + tall };
    const end = { x: b.x + b.wide / 2, y: b.y };
    const spread = Math.sign(end.x - start.x) * 26;
    const half = (start.y + end.y - 8) / 2;
    const path = a.y === b.y
      ? null
      : `M${start.x + spread} ${start.y} C ${start.x + spread} ${half}, ${end.x} ${half}, ${end.x} ${end.y - 8}`;
    if (path) {
      body.push(`<path d="${path}" fill="none" stroke="${colors.accent}" stroke-width="1.5"/>`);
      body.push(`<path d="M${end.x} ${end.y - 1} l-4.5 -9 h9 z" fill="${colors.accent}"/>`);
    } else {
      const right = b.x > a.x;
      body.push(arrow(right ? a.x + a.wide : a.x, right ? b.x : b.x + b.wide, a.y + tall / 2, colors.accent));
    }
    if (label) {
      const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 + 2 };
      const wide = label.length * 6.4 + 12;
      body.push(box(middle.x - wide / 2, middle.y - 13, wide, 19, { fill: colors.paper, radius: 4 }));
      body.push(text(middle.x, middle.y, label, { size: 11.5, fill: colors.quiet }));
    }
  }
  return picture(width, height, diagram.title, body, colors);
}

const diagram = parse();
for (const [name, colors] of Object.entries(schemes)) {
  output(`${target}-${name}.svg`, diagram.lanes.size ? sequence(diagram, colors) : layers(diagram, colors));
}
