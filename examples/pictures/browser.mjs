// What the scripts that photograph pages share: Chromium, its fonts, axe, and the sizes and color schemes of a picture.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const sizes = [[1280, 800], [768, 1024], [360, 740]];
export const schemes = ['light', 'dark'];

const requireFrom = (modules) => createRequire(join(resolve(modules), 'modules.js'));

/** Returns a function that finds what axe reports about a page, a line for each problem. MODULES has axe-core. */
export function accessibility(modules) {
  const axe = readFileSync(requireFrom(modules).resolve('axe-core/axe.min.js'), 'utf8');
  return async (page) => {
    const { violations } = await page.evaluate(`${axe};axe.run()`);
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 120)}`);
  };
}

/** Starts Chromium. MODULES is a folder with the npm package playwright-core. */
export function launch(modules) {
  const { chromium } = requireFrom(modules)('playwright-core');
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    env: { ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL('fonts.conf', import.meta.url)) },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}
