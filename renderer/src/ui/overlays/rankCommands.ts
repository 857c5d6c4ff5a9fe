import { defaultFilter } from 'cmdk';
import type { IconName } from '../marks/icons.ts';

export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  /** Shown behind the label, and searched. */
  readonly detail?: string;
  readonly icon?: IconName;
  readonly keys?: string;
  /** Searched, not shown. */
  readonly keywords?: readonly string[];
  readonly onSelect: () => void;
}

export interface PaletteGroup {
  readonly heading: string;
  readonly items: readonly PaletteItem[];
}

interface RankOptions {
  readonly limitPerGroup: number;
}

/**
 * The best items of each group for what was typed. Ranking here instead of in cmdk keeps thousands of
 * services × environments out of the DOM.
 */
export function rankCommands(
  groups: readonly PaletteGroup[],
  query: string,
  { limitPerGroup }: RankOptions,
): readonly PaletteGroup[] {
  const search = query.trim();
  return groups
    .map((group) => ({ heading: group.heading, items: rank(group.items, search).slice(0, limitPerGroup) }))
    .filter((group) => group.items.length > 0);
}

function rank(items: readonly PaletteItem[], search: string): readonly PaletteItem[] {
  if (search === '') return items;
  return items
    .map((item) => ({ item, score: defaultFilter(item.label, search, searchedBeside(item)) }))
    .filter((ranked) => ranked.score > 0)
    .sort((left, right) => right.score - left.score)
    .map((ranked) => ranked.item);
}

function searchedBeside(item: PaletteItem): string[] {
  return item.detail === undefined ? [...(item.keywords ?? [])] : [item.detail, ...(item.keywords ?? [])];
}
