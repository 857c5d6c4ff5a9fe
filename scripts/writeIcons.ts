import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchChromium } from '../test/fixtures/chromium.ts';
import { drawSvg } from './icons/drawSvg.ts';
import { encodeIcns, icnsSizes } from './icons/icnsFile.ts';
import { encodeIco, type Picture } from './icons/icoFile.ts';

/** `npm run icons`: what electron-builder puts on the program, drawn from the one picture that the page shows too. */
const source = fileURLToPath(new URL('../renderer/src/ui/tokens/signalbox.svg', import.meta.url));
const folder = fileURLToPath(new URL('../build/', import.meta.url));
const windowsSizes = [16, 24, 32, 48, 64, 128, 256];
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Apple's grid: 824 of 1,024 pixels; the system draws shadows into what is left. */
const appleMargin = 100 / 1024;

await mkdir(`${folder}icons`, { recursive: true });
const svg = await readFile(source, 'utf8');
const chromium = await launchChromium();
try {
  const page = await chromium.browser.newPage();
  for (const { sizePixels, png } of await draw(page, linuxSizes))
    await writeFile(`${folder}icons/${sizePixels}x${sizePixels}.png`, png);
  await writeFile(`${folder}icon.ico`, encodeIco(await draw(page, windowsSizes)));
  await writeFile(`${folder}icon.icns`, encodeIcns(await draw(page, icnsSizes, appleMargin)));
} finally {
  await chromium.close();
}

async function draw(page: Page, sizes: readonly number[], margin = 0): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const sizePixels of sizes)
    pictures.push({ sizePixels, png: await drawSvg(page, { svg, sizePixels, margin }) });
  return pictures;
}
