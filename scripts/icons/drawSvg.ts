import type { Page } from 'playwright-core';

/**
 * An SVG as a PNG on nothing, drawn by a browser.
 * @param margin the share of a side that stays empty on each edge.
 */
export async function drawSvg(
  page: Page,
  {
    svg,
    sizePixels,
    margin = 0,
  }: { readonly svg: string; readonly sizePixels: number; readonly margin?: number },
): Promise<Buffer> {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  const url = await page.evaluate(
    async ([address, size, share]) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = size;
      canvas.height = size;
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('This browser has no canvas.');
      const edge = Math.round(size * share);
      context.drawImage(image, edge, edge, size - 2 * edge, size - 2 * edge);
      return canvas.toDataURL('image/png');
    },
    [source, sizePixels, margin] as const,
  );
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
