// Records the demo: starts it, goes through its six steps in Chromium, and writes two screenshots and an animated SVG.
//   node demo.mjs MODULES CLASSPATH TARGET
// MODULES is a folder with the npm package playwright-core, CLASSPATH that of the servlet example. Needs Chromium.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve as absolute } from 'node:path';

const [modules, classPath, target] = process.argv.slice(2);
const { chromium } = createRequire(join(absolute(modules), 'modules.js'))('playwright-core');
const WIDTH = 1200;
const HEIGHT = 760;
const SCALE = 0.7;
const QUALITY = 0.38;
const MAIN = 'io.github.mondayauth.examples.servlet.demo.Demo';

const folder = mkdtempSync(join(tmpdir(), 'demo-'));
const environment = { ...process.env, CI: 'true' };
const demo = spawn('java', ['-DLOG_LEVEL=WARN', '-cp', classPath, MAIN, join(folder, 'files'), 'page'], { env: environment });
const address = await new Promise((resolve, reject) => {
  let printed = '';
  demo.stdout.on('data', (data) => {
    printed += data;
    const found = printed.match(/http:\/\/localhost:\d+\//);
    if (found) resolve(found[0]);
  });
  demo.stderr.pipe(process.stderr);
  demo.on('exit', () => reject(new Error('The demo did not start')));
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, deviceScaleFactor: SCALE, colorScheme: 'light' });
const page = await context.newPage();
const encoder = await (await browser.newContext()).newPage();
const frames = [];

/** Adds a frame of the recording, shown for some milliseconds. */
async function frame(milliseconds) {
  const png = (await page.screenshot()).toString('base64');
  const image = await encoder.evaluate(async ([data, quality]) => {
    const picture = Object.assign(new Image(), { src: 'data:image/png;base64,' + data });
    await picture.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
    canvas.getContext('2d').drawImage(picture, 0, 0);
    return canvas.toDataURL('image/webp', quality);
  }, [png, QUALITY]);
  frames.push({ milliseconds, image });
}

/** Presses a button of the chosen step, and records the messages that it causes. */
async function press(name, messages) {
  await page.click(`.panel:not([hidden]) button:text-is("${name}")`);
  await page.waitForSelector('[aria-disabled=true]', { state: 'detached' });
  for (let i = 0; i < messages; i++) {
    await page.waitForTimeout(640);
    await frame(700);
  }
  await frame(1600);
}

async function next() {
  await page.click('.panel:not([hidden]) .onward');
  await frame(1300);
}

/** Passes the consent screens and the form in the window that a click opens. */
async function connect(selector) {
  const [popup] = await Promise.all([context.waitForEvent('page'), page.click(selector)]);
  for (;;) {
    await popup.waitForLoadState();
    const allow = popup.locator('button[value=allow]');
    const key = popup.locator('input[name=key]');
    if (await allow.count()) {
      await allow.click();
    } else if (await key.count()) {
      await key.fill(await page.textContent('#key'));
      await key.press('Enter');
      await popup.waitForURL(/boards/);
    } else {
      break;
    }
    await page.waitForTimeout(300);
    await frame(500);
  }
  await popup.close();
  await page.waitForSelector('.panel:not([hidden]) .onward:visible');
  await page.waitForTimeout(800);
  await frame(2000);
}

await page.goto(address);
await page.waitForSelector('#who label');
await frame(2000);
await connect('#recipe');
await next();
await press('Run the automation', 4);
await next();
await press('Let one hour pass', 0);
await press('Run the automation', 5);
await next();
await press('Remove the app', 0);
await press('Run the automation', 4);
await page.screenshot({ path: join(target, 'demo-light.png'), scale: 'css' });
await page.emulateMedia({ colorScheme: 'dark' });
await page.screenshot({ path: join(target, 'demo-dark.png'), scale: 'css' });
await page.emulateMedia({ colorScheme: 'light' });
await connect('#latest a');
await next();
for (const attack of ['Forge a request', 'Replay a token', 'Use a stolen link', 'Fake an uninstall']) await press(attack, 0);
await next();
await press('Uninstall the app', 2);
await browser.close();
demo.kill();
rmSync(folder, { recursive: true, force: true });

// One image element for each frame. Each is visible for its part of the whole; a viewer who wants no motion sees the
// frame with the notification only.
const total = frames.reduce((sum, each) => sum + each.milliseconds, 0);
let start = 0;
const images = frames.map((each, i) => {
  const from = ((start / total) * 100).toFixed(3);
  start += each.milliseconds;
  const to = ((start / total) * 100).toFixed(3);
  const rule = `@keyframes f${i}{0%,${from}%{visibility:hidden}${from}%,${to}%{visibility:visible}${to}%,100%{visibility:hidden}}`
    + `#f${i}{animation:f${i} ${total}ms step-end infinite}`;
  const image = `<image id="f${i}" width="${WIDTH}" height="${HEIGHT}" visibility="${i === 0 ? 'visible' : 'hidden'}" href="${each.image}"/>`;
  return { rule, image };
});
writeFileSync(join(target, 'demo.svg'), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="The demo goes through its six steps">
<style>@media (prefers-reduced-motion: no-preference){${images.map((each) => each.rule).join('')}}</style>
${images.map((each) => each.image).join('\n')}
</svg>
`);
console.log(`${frames.length} frames, ${Math.round(total / 1000)} s`);
