// Photographs the pages that PageSamples wrote, checks them with axe, and makes the gallery of docs/pages.md.
//   node pages.mjs MODULES PAGES OUT [GALLERY]
// MODULES: a folder with playwright-core and axe-core in node_modules. PAGES: the pages. OUT: gets a picture of each page
// in three sizes, light and dark, and a description for sheet.mjs. GALLERY: gets the pictures of the documentation.
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { accessibility, launch, schemes, sizes } from './browser.mjs';
import { describe } from './sheet.mjs';

const [modules, pages, out, gallery] = process.argv.slice(2);
const problemsOf = accessibility(modules);

const galleries = {
  pages: [
    ['confirm.en', 'The user confirms'], ['form-key.en', 'The user enters an API key'], ['form-key-refused.en', 'The key is wrong'],
    ['form-host.en', 'The user enters an address'], ['form-region.en', 'The user chooses a region'], ['confirm-optional.en', 'The user may skip a connection'],
    ['refused-denied.en', 'The user declined'], ['only-admins.en', 'Somebody else has to connect'], ['token-rejected.en', 'The link is wrong'],
  ],
  looks: [['confirm-branded.en', 'Name, logo and colors'], ['confirm.ja', 'Japanese'], ['form-key-refused.he', 'Hebrew']],
};

const names = readdirSync(pages).filter((file) => file.endsWith('.html')).map((file) => file.slice(0, -'.html'.length)).sort();
mkdirSync(out, { recursive: true });
const server = createServer((request, response) => {
  const name = decodeURIComponent(request.url.slice(1));
  if (!names.includes(name)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': readFileSync(`${pages}/${name}.csp`, 'utf8'),
  });
  response.end(readFileSync(`${pages}/${name}.html`));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const at = (name) => `http://127.0.0.1:${server.address().port}/${name}`;
const browser = await launch(modules);

const problems = [];
for (const [width, height] of sizes) {
  for (const colorScheme of schemes) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    for (const name of names) {
      await page.goto(at(name));
      const picture = `${name}.${width}.${colorScheme}.png`;
      await page.screenshot({ path: `${out}/${picture}`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) {
        problems.push(`${picture}: ${wide} pixels wider than the window`);
      }
      problems.push(...(await problemsOf(page)).map((problem) => `${picture}: ${problem}`));
    }
    await context.close();
  }
}

/** The headings of the contact sheet: the first one whose expression matches a page's name has the page. */
const headings = [
  ['Confirmation pages', /^confirm.*\.en$/], ['Forms', /^(form|too-many).*\.en$/], ['Something went wrong', /^refused.*\.en$/],
  ['Something went wrong, too late to start again', /^late.*\.en$/], ['Something went wrong after a connect link', /^link.*\.en$/],
  ['Other pages', /\.en$/], ['In other languages', /./],
];
const headingOf = (name) => headings.find(([, expression]) => expression.test(name))[0];
describe(out, 'Pages', headings.map(([heading]) => ({
  heading,
  subjects: names.filter((name) => headingOf(name) === heading).map((name) => ({
    name: name.replace(/\.en$/, ''),
    pictures: sizes.flatMap(([width, height]) => schemes.map((scheme) => ({ file: `${name}.${width}.${scheme}.png`, width, height, scheme }))),
  })),
})));

/** One picture of several pages, each cropped to its card. */
async function compose(shown, colorScheme, path) {
  const context = await browser.newContext({ viewport: { width: 420, height: 560 }, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const figures = [];
  for (const [name, caption] of shown) {
    await page.goto(at(name));
    // Without the focus, which a picture would show as if it belonged to the field.
    await page.evaluate(() => document.activeElement.blur());
    const image = (await page.screenshot({ fullPage: true })).toString('base64');
    figures.push(`<figure><figcaption>${caption}</figcaption><img src="data:image/png;base64,${image}"></figure>`);
  }
  await context.close();
  const board = await browser.newPage({ viewport: { width: 1308, height: 600 } });
  const [ground, ink] = colorScheme === 'light' ? ['#f4f5f7', '#1a1e26'] : ['#0d0f13', '#e9ebef'];
  await board.setContent(`<style>body{margin:0;padding:12px;background:${ground};color:${ink};font:600 15px system-ui,sans-serif;display:grid;grid-template-columns:repeat(3,420px);gap:12px}
    figure{margin:0}figcaption{text-align:center;padding-top:14px}img{display:block;margin-top:-12px;position:relative;z-index:-1}</style>${figures.join('')}`);
  await board.waitForFunction(() => [...document.images].every((image) => image.complete));
  await board.screenshot({ path, fullPage: true });
  await board.close();
}

if (gallery) {
  for (const [name, shown] of Object.entries(galleries)) {
    for (const scheme of schemes) {
      await compose(shown, scheme, `${gallery}/${name}-${scheme}.png`);
    }
  }
}
await browser.close();
server.close();
problems.forEach((problem) => console.error(problem));
console.log(`${names.length} pages in ${sizes.length} sizes, light and dark: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
