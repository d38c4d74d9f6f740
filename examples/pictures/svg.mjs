// What all pictures share: two color schemes, text, and a writer that can compare instead of write.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export const schemes = {
  light: {
    paper: '#ffffff', ink: '#1f2328', quiet: '#59636e', line: '#d1d9e0', band: '#f6f8fa',
    card: '#ffffff', accent: '#5a3fc0', accentSoft: '#efeafc', bars: ['#5a3fc0', '#9a8bd6', '#c9c3e6', '#dcdfe4'],
  },
  dark: {
    paper: '#0d1117', ink: '#f0f6fc', quiet: '#9198a1', line: '#3d444d', band: '#151b23',
    card: '#161b22', accent: '#b5a3ff', accentSoft: '#241f3d', bars: ['#b5a3ff', '#7a6bc4', '#4b4478', '#3d444d'],
  },
};

const FONT = "ui-sans-serif, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

export const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function text(x, y, content, { size = 13, fill, anchor = 'middle', weight = 400 } = {}) {
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}" font-weight="${weight}">${escaped(content)}</text>`;
}

export function box(x, y, width, height, { fill, stroke = 'none', radius = 8 } = {}) {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"/>`;
}

export function picture(width, height, title, body, colors) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" role="img" aria-label="${escaped(title)}">
<rect width="${width}" height="${height}" rx="12" fill="${colors.paper}"/>
${body.join('\n')}
</svg>
`;
}

/** Writes a file, or with --check reports whether it has this content already. */
export function output(file, content) {
  if (!process.argv.includes('--check')) {
    writeFileSync(file, content);
    return;
  }
  if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
    console.error(`${file} is not current: run examples/pictures/run`);
    process.exitCode = 1;
  }
}
