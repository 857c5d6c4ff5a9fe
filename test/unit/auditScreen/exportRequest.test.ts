import { describe, expect, it } from 'vitest';
import {
  findExportProblems,
  suggestPath,
  toExportRequest,
  type ExportDraft,
} from '../../../renderer/src/screens/audit/exportRequest.ts';

const draft: ExportDraft = {
  from: '2026-01-01',
  to: '2026-03-31',
  services: [],
  environments: [],
  form: 'zip',
  path: '/srv/q1.zip',
  isSampled: false,
  size: '25',
  seed: '',
};

describe('what a person asks to be exported', () => {
  it('is asked for as it was written', () => {
    expect(findExportProblems(draft)).toEqual({});
    expect(toExportRequest(draft)).toEqual({
      toPath: '/srv/q1.zip',
      fromAt: '2026-01-01T00:00:00.000Z',
      toAt: '2026-04-01T00:00:00.000Z',
    });
    const sampled = { ...draft, services: ['shop'], isSampled: true, size: '7', seed: ' by lot ' };
    expect(toExportRequest(sampled)).toMatchObject({
      services: ['shop'],
      sample: { size: 7, seed: 'by lot' },
    });
    expect(toExportRequest({ ...sampled, seed: ' ' }).sample).toEqual({ size: 7 });
  });

  it.each<[Partial<ExportDraft>, string]>([
    [{ from: '' }, 'from'],
    [{ to: '2026-02-30' }, 'to'],
    [{ from: '2026-04-01' }, 'to'],
    [{ path: 'q1.zip' }, 'path'],
    [{ path: '/srv/q1' }, 'path'],
    [{ form: 'folder' }, 'path'],
    [{ isSampled: true, size: '0' }, 'size'],
    [{ isSampled: true, size: '1e3' }, 'size'],
  ])('is not asked for with %o', (change, field) => {
    expect(Object.keys(findExportProblems({ ...draft, ...change }))).toEqual([field]);
  });

  it('goes beside its workspace unless somebody says otherwise', () => {
    const { from, to } = draft;
    expect(suggestPath({ directory: '/shop', from, to, form: 'zip' })).toBe(
      '/shop/evidence-2026-01-01-to-2026-03-31.zip',
    );
    expect(suggestPath({ directory: String.raw`C:\shop`, from, to, form: 'folder' })).toBe(
      String.raw`C:\shop\evidence-2026-01-01-to-2026-03-31`,
    );
  });
});
