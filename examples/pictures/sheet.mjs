// Makes the contact sheet: one page with every picture that pages.mjs and demo.mjs took.
//   node sheet.mjs INDEX FOLDER...
// Each FOLDER has pictures.json, which "describe" wrote. Folders without it are left out.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escaped } from './svg.mjs';

/**
 * Writes what the pictures of a folder show: { title, groups: [{ heading, subjects: [{ name, pictures: [{ file, width,
 * height, scheme }] }] }] }. Width and height are those of the window.
 */
export function describe(folder, title, groups) {
  writeFileSync(join(folder, 'pictures.json'), JSON.stringify({ title, groups }, null, 1));
}

const STYLE = `
  :root { color-scheme: light dark; --ground: #e4e6eb; --ink: #1a1e26; --soft: #596273; --bar: #ffffffee; --line: #c9cdd6 }
  @media (prefers-color-scheme: dark) { :root { --ground: #2a2d35; --ink: #e9ebef; --soft: #a3abba; --bar: #1c1f26ee; --line: #444955 } }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
  header { position: sticky; top: 0; z-index: 1; background: var(--bar); border-bottom: 1px solid var(--line); padding: .6rem 1.25rem;
    display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; align-items: center }
  header b { font-size: 1.05rem } header a { color: inherit; margin-right: .8rem } fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: .9rem }
  main { padding: 0 1.25rem 3rem } section { scroll-margin-top: 7rem }
  h2 { font-size: 1.4rem; margin: 2rem 0 0 } h3 { font-size: 1.1rem; margin: 1.6rem 0 0; border-top: 1px solid var(--line); padding-top: .8rem }
  .subjects { display: flex; flex-wrap: wrap; gap: 0 2rem } h4 { font-size: .9rem; font-weight: 600; margin: 1rem 0 .4rem }
  .shots { display: flex; flex-wrap: wrap; gap: .6rem; align-items: flex-start }
  .shots a { display: block; border-radius: .3rem; overflow: hidden; outline: 1px solid var(--line) }
  .shots a:focus-visible { outline: 3px solid #0060b9 } .shots img { display: block; width: 100%; height: auto }`;

/** A thumbnail has a quarter of the width of the window; that of a phone more, to be legible. */
const thumbnail = (width) => Math.round(width < 500 ? width * 0.45 : width * 0.25);

function sheet(index, parts) {
  const all = parts.flatMap(({ groups }) => groups.flatMap(({ subjects }) => subjects.flatMap(({ pictures }) => pictures)));
  const widths = [...new Set(all.map(({ width }) => width))].sort((a, b) => b - a);
  const filters = [
    ...['light', 'dark'].map((scheme) => [`scheme-${scheme}`, scheme[0].toUpperCase() + scheme.slice(1)]),
    ...widths.map((width) => [`width-${width}`, `${width} px`]),
  ];
  const id = (...words) => words.join('-').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const links = parts.map(({ title, groups }) =>
    `<nav aria-label="${escaped(title)}"><b>${escaped(title)}:</b> ${groups.map(({ heading }) => `<a href="#${id(title, heading)}">${escaped(heading)}</a>`).join('')}</nav>`);
  const body = parts.map(({ folder, title, groups }) => `<h2>${escaped(title)}</h2>\n${groups.map(({ heading, subjects }) =>
    `<section id="${id(title, heading)}"><h3>${escaped(heading)}</h3><div class="subjects">\n${subjects.map(({ name, pictures }) =>
      `<div><h4>${escaped(name)}</h4><div class="shots">${pictures.map(({ file, width, scheme }) => {
        const address = encodeURI(relative(dirname(index), join(folder, file)));
        return `<a class="scheme-${scheme} width-${width}" style="width:${thumbnail(width)}px" href="${address}">`
          + `<img loading="lazy" src="${address}" alt="${escaped(`${name}, ${width} pixels, ${scheme}`)}"></a>`;
      }).join('')}</div></div>`).join('\n')}</div></section>`).join('\n')}`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Contact sheet</title>
<style>${STYLE}
${filters.map(([name]) => `  body:has(#${name}:not(:checked)) .${name} { display: none }`).join('\n')}
</style>
<header><b>${all.length} pictures</b>
<fieldset aria-label="Show">${filters.map(([name, label]) => `<label><input type="checkbox" id="${name}" checked> ${label}</label>`).join('')}</fieldset>
${links.join('\n')}
</header>
<main>
${body.join('\n')}
</main>
</html>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [index, ...folders] = process.argv.slice(2);
  const parts = folders.filter((folder) => existsSync(join(folder, 'pictures.json')))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'pictures.json'), 'utf8')) }));
  mkdirSync(dirname(index), { recursive: true });
  writeFileSync(index, sheet(index, parts));
  console.log(`Contact sheet of ${parts.map(({ title }) => title).join(' and ')}: ${index}`);
}
