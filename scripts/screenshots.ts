import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { deploy } from '../test/fixtures/deploy.ts';
import { startTour, type StopName, type Tour } from '../test/fixtures/tour.ts';
import { encodeIndexedPng, type Pixels } from './screenshots/indexedPng.ts';

/** `npm run screenshots`: the pictures of the README, of the demo fleet in a real Chromium. */
const folder = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const limitBytes = 200_000;

type Theme = 'dark' | 'light';
const pictures = [
  { file: 'matrix', stop: 'matrix-hosts', theme: 'dark' },
  { file: 'promotion', stop: 'promotion', theme: 'light' },
  { file: 'rollout', stop: 'rollout-running', theme: 'dark' },
  { file: 'journal', stop: 'journal-open', theme: 'light' },
  { file: 'attention', stop: 'attention', theme: 'dark' },
] as const satisfies readonly {
  readonly file: string;
  readonly stop: StopName | 'rollout-running';
  readonly theme: Theme;
}[];

await mkdir(folder, { recursive: true });
const tour = await startTour();
try {
  for (const { file, stop, theme } of pictures.filter((it) => it.stop !== 'rollout-running'))
    await takePicture(file, theme, async (page) => {
      await tour.stops.find((it) => it.name === stop)?.open(page);
    });
  // Last: it changes what the other screens tell.
  await takePicture('rollout', 'dark', (page) => startRollout(tour, page));
} finally {
  await tour.stop();
}

async function takePicture(file: string, theme: Theme, open: (page: Page) => Promise<void>): Promise<void> {
  const { page } = tour.room;
  await page.emulateMedia({ colorScheme: theme });
  await open(page);
  await page.evaluate(
    () => void (document.activeElement instanceof HTMLElement && document.activeElement.blur()),
  );
  const png = encodeIndexedPng(await toPixels(await page.screenshot({ animations: 'disabled' })));
  if (png.length > limitBytes)
    throw new Error(`${file}.png has ${png.length} bytes, more than ${limitBytes}.`);
  await writeFile(`${folder}${file}.png`, png);
  console.log(`docs/screens/${file}.png  ${Math.round(png.length / 1_000)} kB`);
}

/** Pictured within the second batch: some hosts done, some at it, some waiting. */
async function startRollout({ room }: Tour, page: Page): Promise<void> {
  await deploy(room.client, '1.0.0');
  const question = { service: 'shop', environment: 'production', version: '1.1.0' };
  const { planSha256 } = await room.client.call('rollouts.plan', question);
  const { rolloutId } = await room.client.call('rollouts.start', {
    ...question,
    planSha256,
    confirmEnvironment: 'production',
  });
  await page.evaluate((address) => void (window.location.hash = address), `#/rollout/${rolloutId}`);
  await page.getByRole('gridcell', { name: /^web-3, drain: (running|ok)/ }).waitFor({ timeout: 60_000 });
}

/** Read by the browser that drew it, in a page of its own. */
async function toPixels(png: Buffer): Promise<Pixels> {
  const page = await tour.room.chromium.browser.newPage();
  try {
    const { width, height, rgba } = await page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('This browser has no canvas.');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let text = '';
      for (let at = 0; at < data.length; at += 32_768)
        text += String.fromCharCode(...data.subarray(at, at + 32_768));
      return { width: image.width, height: image.height, rgba: btoa(text) };
    }, png.toString('base64'));
    return { width, height, rgba: Buffer.from(rgba, 'base64') };
  } finally {
    await page.close();
  }
}
