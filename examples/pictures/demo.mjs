// Goes through the demo in Chromium, twice: on a large screen, where it makes the recording and the pictures of the
// README, and on a phone. Photographs every state of the demo on the way, and checks it with axe.
//   node demo.mjs MODULES CLASSPATH OUT TARGET
// MODULES is a folder with the npm packages playwright-core and axe-core, CLASSPATH that of the servlet example. OUT
// gets the pictures of all states and a description for sheet.mjs, TARGET the pictures of the documentation.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessibility, launch, schemes, sizes } from './browser.mjs';
import { describe } from './sheet.mjs';

const [modules, classPath, out, target] = process.argv.slice(2);
const WIDTH = 1200;
const HEIGHT = 760;
const SCALE = 0.7;
const QUALITY = 0.38;
const PHONE = [390, 844];
const MAIN = 'io.github.mondayauth.examples.servlet.demo.Demo';

mkdirSync(out, { recursive: true });
const browser = await launch(modules);
const problemsOf = accessibility(modules);
const problems = [];

/** Starts the demo, without opening a browser. */
async function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  const demo = spawn('java', ['-DLOG_LEVEL=WARN', '-cp', classPath, MAIN, join(folder, 'files'), 'page'], { env: { ...process.env, CI: 'true' } });
  const exited = new Promise((resolve) => demo.on('exit', resolve));
  process.on('exit', () => demo.kill()); // also after an error
  const address = await new Promise((resolve, reject) => {
    let printed = '';
    demo.stdout.on('data', (data) => {
      printed += data;
      const found = printed.match(/http:\/\/localhost:\d+\//);
      if (found) resolve(found[0]);
    });
    demo.stderr.pipe(process.stderr);
    exited.then(() => reject(new Error('The demo did not start')));
  });
  return {
    address,
    stop: async () => {
      demo.kill();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Goes through the six steps and what else there is to try.
 * seen(shown, heading, name) is called at every state, with the page or window that shows it; frame(milliseconds) when
 * a recording would go on; acted(name) after every press of a button; notified() when the notification is there.
 */
async function tour(demo, context, { seen, frame = async () => {}, acted = async () => {}, pause = 0, notified = async () => {} }) {
  const page = await context.newPage();

  /** Presses the button of an action, waits for its result, and returns the button's name. */
  async function press(action, messages = 0) {
    const button = page.locator(`.panel:not([hidden]) [data-act=${action}], .more [data-act=${action}]`);
    const name = await button.textContent();
    const before = await page.getAttribute('#latest', 'data-text');
    await button.click();
    await page.waitForSelector('[aria-disabled=true]', { state: 'detached' });
    await page.waitForFunction((old) => {
      const { textContent, dataset } = document.querySelector('#latest');
      return dataset.text !== old && !textContent.includes('In progress');
    }, before);
    for (let i = 0; i < messages && pause; i++) {
      await page.waitForTimeout(640 * pause);
      await frame(700);
    }
    await acted(page, name);
    await frame(1600);
    return name;
  }

  async function next() {
    await page.click('.panel:not([hidden]) .onward');
    await frame(1300);
  }

  /** Passes the consent screens and the form in the window that a click opens. */
  async function connect(selector, heading) {
    const [popup] = await Promise.all([context.waitForEvent('page'), page.click(selector)]);
    for (;;) {
      await popup.waitForLoadState();
      const allow = popup.locator('button[value=allow]');
      const key = popup.locator('input[name=key]');
      if (await allow.count()) {
        await seen(popup, heading, `Window: consent at ${(await popup.innerText('body')).split('\n')[0]}`);
        await allow.click();
      } else if (await key.count()) {
        await seen(popup, heading, 'Window: the form for the API key');
        await key.fill(await page.textContent('#key'));
        await key.press('Enter');
        await popup.waitForURL(/boards/);
      } else {
        await seen(popup, heading, 'Window: where it ends');
        break;
      }
      await page.waitForTimeout(300 * pause);
      await frame(500);
    }
    await popup.close();
    await page.waitForSelector('.panel:not([hidden]) .onward:visible');
    await page.waitForTimeout(800 * pause);
    await frame(2000);
  }

  await page.goto(demo.address);
  await page.waitForSelector('#who label');
  await seen(page, 'Connect', 'Start');
  await frame(2000);
  await connect('#recipe', 'Connect');
  await seen(page, 'Connect', 'Connected');
  await next();
  await seen(page, 'Run', 'Next step');
  await press('run', 4);
  await seen(page, 'Run', 'The automation ran');
  await next();
  await press('hour');
  await seen(page, 'Refresh', 'The access tokens expired');
  await press('run', 5);
  await seen(page, 'Refresh', 'Refreshed');
  await next();
  await press('grants');
  await seen(page, 'Reconnect', 'The grant ended');
  await press('run', 4);
  await seen(page, 'Reconnect', 'A notification asks to reconnect');
  await notified(page);
  await connect('#latest a', 'Reconnect');
  await seen(page, 'Reconnect', 'Reconnected');
  await next();
  await seen(page, 'Attack', 'Next step');
  for (const attack of ['forge', 'replay', 'link', 'guest']) {
    await seen(page, 'Attack', await press(attack));
  }
  await next();
  await press('uninstall', 2);
  await seen(page, 'Uninstall', 'Uninstalled: all six steps are done');
  await page.click('.steps [data-step=uninstall]');
  await press('install');
  await seen(page, 'Uninstall', 'Installed again');
  await page.click('.more summary');
  await seen(page, 'More to try', 'Opened');
  {
    const [popup] = await Promise.all([context.waitForEvent('page'), page.click('#view')]);
    await popup.waitForLoadState('networkidle');
    await seen(popup, 'More to try', 'Window: the view');
    await popup.close();
  }
  for (const more of ['agent', 'block', 'day', 'mistyped']) {
    await seen(page, 'More to try', await press(more));
    if (more === 'agent') {
      await page.click('#steps-taken summary');
      await seen(page, 'More to try', 'The raw exchange, unfolded');
    }
  }
  await demo.stop();
  await page.waitForFunction(() => document.querySelector('#latest').textContent.includes('stopped'));
  await seen(page, 'More to try', 'The demo has stopped');
}

const groups = [];

/** Photographs a state, and adds it to the contact sheet. */
async function photograph(shown, heading, name, windows, isWhole) {
  let group = groups.find((each) => each.heading === heading);
  if (!group) groups.push(group = { heading, subjects: [] });
  const pictures = [];
  const before = shown.viewportSize();
  for (const [width, height] of windows) {
    if (windows.length > 1) await shown.setViewportSize({ width, height });
    for (const scheme of schemes) {
      await shown.emulateMedia({ colorScheme: scheme });
      const file = `${heading}-${group.subjects.length}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') + `.${width}.${scheme}.png`;
      await shown.screenshot({ path: join(out, file), fullPage: isWhole, animations: 'disabled', scale: 'css' });
      const wide = await shown.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) problems.push(`${heading}, ${name}, ${width} pixels: ${wide} pixels wider than the window`);
      problems.push(...(await problemsOf(shown)).map((problem) => `${heading}, ${name}, ${width} pixels, ${scheme}: ${problem}`));
      pictures.push({ file, width, height, scheme });
    }
  }
  await shown.emulateMedia({ colorScheme: 'light' });
  if (windows.length > 1 && before) await shown.setViewportSize(before);
  group.subjects.push({ name, pictures });
}

// A large screen, with the recording.
const encoder = await (await browser.newContext()).newPage();
const frames = [];
let recorded = null;
{
  const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, deviceScaleFactor: SCALE, colorScheme: 'light' });
  context.on('page', (page) => { recorded ??= page; });
  let isRecording = true;
  await tour(await startDemo(), context, {
    pause: 1,
    seen: async (shown, heading, name) => {
      await photograph(shown, heading, name, sizes, true);
      if (name.startsWith('Uninstalled')) isRecording = false;
    },
    frame: async (milliseconds) => {
      if (!isRecording) return;
      const png = (await recorded.screenshot()).toString('base64');
      const image = await encoder.evaluate(async ([data, quality]) => {
        const picture = Object.assign(new Image(), { src: 'data:image/png;base64,' + data });
        await picture.decode();
        const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
        canvas.getContext('2d').drawImage(picture, 0, 0);
        return canvas.toDataURL('image/webp', quality);
      }, [png, QUALITY]);
      frames.push({ milliseconds, image });
    },
    notified: async (page) => {
      // The picture shows the last message on its way, as it was a moment ago.
      await page.evaluate(() => light({ from: 'app', to: 'monday', text: 'The app replies with a notification' }));
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.screenshot({ path: join(target, `demo-${scheme}.png`), fullPage: true, animations: 'disabled', scale: 'css' });
      }
      await page.evaluate(() => light());
      await page.setViewportSize({ width: WIDTH, height: HEIGHT });
      await page.emulateMedia({ colorScheme: 'light' });
    },
  });
  await context.close();
}

// A phone, as its user sees it: the result has to be in view.
{
  const context = await browser.newContext({
    viewport: { width: PHONE[0], height: PHONE[1] }, isMobile: true, hasTouch: true, deviceScaleFactor: 1, colorScheme: 'light', reducedMotion: 'reduce' });
  await tour(await startDemo(), context, {
    seen: (shown, heading, name) => photograph(shown, 'On a phone, as its user sees it', `${heading}: ${name}`, [PHONE], false),
    acted: async (page, name) => {
      const { top, bottom } = await page.evaluate(() => document.querySelector('#latest').getBoundingClientRect());
      if (top < 0 || bottom > PHONE[1]) problems.push(`On a phone, ${name}: the result is not in view (${Math.round(top)} to ${Math.round(bottom)})`);
    },
  });
  await context.close();
}
await browser.close();
describe(out, 'Demo', groups);

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
problems.forEach((problem) => console.error(problem));
console.log(`${groups.flatMap(({ subjects }) => subjects).length} states of the demo: ${problems.length} problems; ${frames.length} frames, ${Math.round(total / 1000)} s`);
process.exitCode = problems.length === 0 ? 0 : 1;
