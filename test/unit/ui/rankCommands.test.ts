import { describe, expect, it } from 'vitest';
import { type PaletteItem, rankCommands } from '../../../renderer/src/ui/overlays/rankCommands.ts';

const item = (label: string, more: Partial<PaletteItem> = {}): PaletteItem => ({
  id: label,
  label,
  onSelect: () => undefined,
  ...more,
});
const groups = [
  { heading: 'Screens', items: [item('Matrix'), item('Journal', { keywords: ['audit'] })] },
  {
    heading: 'Promote',
    items: Array.from({ length: 900 }, (_, index) => item(`Promote service-${index} to staging`)),
  },
];

describe('the command palette', () => {
  it('shows the beginning of every group while nothing is typed', () => {
    expect(rankCommands(groups, ' ', { limitPerGroup: 40 }).map((group) => group.items.length)).toEqual([
      2, 40,
    ]);
  });

  it('leaves out groups in which nothing matches', () => {
    const found = rankCommands(groups, 'journal', { limitPerGroup: 40 });
    expect(found.map((group) => group.items.map((entry) => entry.label))).toEqual([['Journal']]);
  });

  it('finds by words that are not shown', () => {
    expect(rankCommands(groups, 'audit', { limitPerGroup: 40 })[0]?.items[0]?.label).toBe('Journal');
  });

  it('puts the best match first', () => {
    expect(rankCommands(groups, 'service-777', { limitPerGroup: 1 })[0]?.items[0]?.label).toContain(
      'service-777 ',
    );
  });
});
