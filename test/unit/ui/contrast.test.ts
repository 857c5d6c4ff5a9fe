import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../renderer/src/ui/tokens/tokens.css', import.meta.url), 'utf8');
const tokens = readTokens(css);
const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];

const grounds = ['sunken', 'canvas', 'surface', 'raised', 'hover', 'selected'];
const pools = [
  'up',
  'going-down',
  'coming-up',
  'down',
  'drain',
  'maintenance',
  'no-check',
  'not-load-balanced',
];
const tints = {
  'tint-neutral': ['text', 'text-2'],
  'tint-ok': ['text', 'text-2', 'pool-up-text'],
  'tint-caution': ['text', 'text-2', 'pool-coming-up-text'],
  'tint-bad': ['text', 'text-2', 'pool-down-text'],
  'tint-info': ['text', 'text-2', 'pool-drain-text'],
  'tint-accent': ['text', 'text-2', 'accent-text'],
};

describe.each(themes)('in the %s theme', (theme) => {
  it.each(grounds)('every text is readable (4.5:1) on %s', (ground) => {
    const texts = ['text', 'text-2', 'text-3', 'accent-text', ...pools.map((pool) => `pool-${pool}-text`)];
    expect(tooFaint(theme, texts, ground, 4.5)).toEqual([]);
  });

  it.each(grounds)('every mark, control border and focus ring is seen (3:1) on %s', (ground) => {
    const marks = ['accent', 'mark-faded', 'line-control', ...pools.map((pool) => `pool-${pool}`)];
    expect(tooFaint(theme, marks, ground, 3)).toEqual([]);
  });

  it.each(Object.entries(tints))('text is readable (4.5:1) on %s', (tint, texts) => {
    expect(tooFaint(theme, texts, tint, 4.5)).toEqual([]);
  });

  it('labels of filled buttons are readable (4.5:1), at rest and under the pointer', () => {
    expect(tooFaint(theme, ['on-ink'], 'ink', 4.5)).toEqual([]);
    expect(tooFaint(theme, ['on-ink'], 'ink-hover', 4.5)).toEqual([]);
    expect(tooFaint(theme, ['on-danger'], 'danger', 4.5)).toEqual([]);
    expect(tooFaint(theme, ['on-danger'], 'danger-hover', 4.5)).toEqual([]);
    expect(tooFaint(theme, ['text-3'], 'tint-neutral', 4.5), 'disabled').toEqual([]);
  });
});

it('gives every colour for both themes', () => {
  const oneSided = [...css.matchAll(/(--[\w-]+):\s*#[0-9a-f]+/g)].map((match) => match[1]);
  expect(oneSided).toEqual([]);
});

it('computes contrast as WCAG 2.2 does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

function tooFaint(theme: Theme, fronts: readonly string[], back: string, least: number): readonly string[] {
  return fronts
    .map((front) => ({ front, ratio: contrast(colour(front, theme), colour(back, theme)) }))
    .filter(({ ratio }) => ratio < least)
    .map(({ front, ratio }) => `${front} on ${back}: ${ratio.toFixed(2)}`);
}

function readTokens(text: string): ReadonlyMap<string, Readonly<Record<Theme, string>>> {
  const pattern = /--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g;
  return new Map(
    [...text.matchAll(pattern)].map((match) => [
      match[1] ?? '',
      { light: match[2] ?? '', dark: match[3] ?? '' },
    ]),
  );
}

function colour(name: string, theme: Theme): string {
  const found = tokens.get(name);
  if (found === undefined) throw new Error(`tokens.css has no colour --${name}`);
  return found[theme];
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((left, right) => right - left);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
