// What the scripts that photograph pages share: Chromium, its fonts, and the sizes and color schemes of a picture.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const sizes = [[1280, 800], [768, 1024], [360, 740]];
export const schemes = ['light', 'dark'];

/** Starts Chromium. MODULES is a folder with the npm package playwright-core. */
export function launch(modules) {
  const { chromium } = createRequire(join(resolve(modules), 'modules.js'))('playwright-core');
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    env: { ...process.env, FONTCONFIG_FILE: fileURLToPath(new URL('fonts.conf', import.meta.url)) },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}
