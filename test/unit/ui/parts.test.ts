import { describe, expect, it } from 'vitest';
import { describeCell } from '../../../renderer/src/ui/grid/describeCell.ts';
import { toMatrixItems } from '../../../renderer/src/ui/grid/matrixItems.ts';
import type { MatrixCellModel } from '../../../renderer/src/ui/grid/matrixModel.ts';
import { rangeWith } from '../../../renderer/src/ui/grid/rangeWith.ts';
import { columnTemplate, minimumWidthPx } from '../../../renderer/src/ui/grid/tableColumns.ts';
import { parseThemePreference } from '../../../renderer/src/ui/tokens/theme.ts';

const cell: MatrixCellModel = {
  version: '2.14.0',
  otherVersions: 1,
  hosts: [{ host: 'web-1', build: 'new', pool: 'up' }],
  share: 0.5,
  marks: [{ kind: 'debt', text: 'web-2 held out' }],
  seenAt: '2026-11-21T02:00:00.000Z',
};

describe('a matrix cell in words', () => {
  it('says everything that is drawn', () => {
    expect(describeCell('shop', 'production', cell)).toBe(
      'shop in production: version 2.14.0. and 1 other version. 1 host: 1 new; 1 up. 50 % of traffic on the newest. web-2 held out',
    );
  });

  it('says that a service is not there, and that nothing was ever seen', () => {
    expect(describeCell('shop', 'uat', undefined)).toBe('shop in uat: not deployed here');
    expect(describeCell('shop', 'uat', { ...cell, seenAt: undefined })).toContain('never seen');
  });

  it('shows a version that tries to reorder its neighbours', () => {
    expect(describeCell('shop', 'uat', { ...cell, version: '2\u202E.1' })).toContain('2⟨U+202E⟩.1');
  });
});

describe('what lies below what', () => {
  it('puts the detail right after its row', () => {
    const rows = [
      { kind: 'group', id: 'g', label: 'G' },
      { kind: 'service', id: 'a', label: 'A' },
      { kind: 'service', id: 'b', label: 'B' },
    ] as const;
    expect(toMatrixItems(rows, 'a').map((item) => `${item.kind} ${item.row.id}`)).toEqual([
      'group g',
      'service a',
      'detail a',
      'service b',
    ]);
  });

  it('keeps what has the focus in the document when it is scrolled away', () => {
    const range = { startIndex: 10, endIndex: 12, overscan: 0, count: 100 };
    expect(rangeWith(3)(range)).toEqual([3, 10, 11, 12]);
    expect(rangeWith(11)(range)).toEqual([10, 11, 12]);
    expect(rangeWith(100)(range)).toEqual([10, 11, 12]);
  });

  it('sizes columns', () => {
    const columns = [
      { size: { kind: 'fixed', px: 80 } },
      { size: { kind: 'grow', weight: 2, minPx: 200 } },
    ] as const;
    expect(columnTemplate(columns)).toBe('80px minmax(200px, 2fr)');
    expect(minimumWidthPx(columns)).toBe(280);
  });

  it('takes an unknown theme for none', () => {
    expect(parseThemePreference('dark')).toBe('dark');
    expect(parseThemePreference('<b>')).toBe('system');
    expect(parseThemePreference(null)).toBe('system');
  });
});
