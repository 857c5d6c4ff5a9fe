import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

export interface WindowState {
  readonly bounds: Rectangle;
  readonly isMaximized: boolean;
}

const length = z.number().int();
const schema = z.object({
  bounds: z.object({ x: length, y: length, width: length.min(200), height: length.min(200) }),
  isMaximized: z.boolean(),
});

/** `undefined` the first time, and for a file that says nothing usable: a window's place is not worth a question. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Synchronous, because it is written while the window closes. */
export function keepWindowState(file: string, state: WindowState): void {
  writeFileSync(file, JSON.stringify(state));
}

/** The kept place only where a person can still reach it: a display may have been taken away. */
export function decideBounds(
  kept: WindowState | undefined,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & Pick<Rectangle, 'width' | 'height'> {
  const fallback = { width: 1440, height: 900 };
  if (!kept) return fallback;
  const { bounds } = kept;
  const isReachable = workAreas.some((area) => overlap(bounds, area) >= 0.25 * bounds.width * bounds.height);
  return isReachable ? bounds : fallback;
}

function overlap(one: Rectangle, other: Rectangle): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
}
