import { describe, expect, it } from 'vitest';
import { parseRecord, toBody } from '../../../shared/journal/record.ts';
import { reduce, rolloutsInFull } from '../../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';
import { hostFinished, requested, stepBegun, stepFinished, toRecords } from '../../fixtures/records.ts';

const fold = (events: readonly unknown[]): JournalState =>
  toRecords(events).reduce(reduce, emptyJournalState);
const started = {
  kind: 'rolloutStarted',
  rolloutId: 'r',
  runner: { machine: 'desk-1', pid: 1, processIdentity: 'boot/1' },
};

describe('the fold of a rollout', () => {
  it('begins with every host planned, in its batch, and knows who asked', () => {
    const { rollouts, rolloutOrder } = fold([requested('r')]);
    expect(rolloutOrder).toEqual(['r']);
    expect(rollouts['r']).toMatchObject({ status: { kind: 'requested' }, requestedBy: 'ann' });
    expect(Object.values(rollouts['r']?.hosts ?? {}).map((it) => [it.host, it.batch, it.phase])).toEqual([
      ['web-1', 0, 'planned'],
      ['web-2', 1, 'planned'],
      ['web-3', 1, 'planned'],
    ]);
  });

  it.each([
    ['stage', 'staging', 'staging'],
    ['unpack', 'staging', 'staged'],
    ['drain', 'draining', 'draining'],
    ['maintain', 'planned', 'out'],
    ['start', 'upgrading', 'upgrading'],
    ['check', 'upgrading', 'localOk'],
    ['admit', 'warming', 'warming'],
    ['awaitPoolHealthy', 'planned', 'poolHealthy'],
    ['smoke', 'planned', 'smokeOk'],
    ['ready', 'returning', 'returning'],
    ['soak', 'soaking', 'soaking'],
  ])('puts a host that does %s into %s, and after it into %s', (step, during, after) => {
    const begun = fold([requested('r'), started, stepBegun('r', 'web-1', step)]);
    expect(begun.rollouts['r']?.hosts['web-1']?.phase).toBe(during);
    const ended = fold([
      requested('r'),
      started,
      stepBegun('r', 'web-1', step),
      stepFinished('r', 'web-1', step),
    ]);
    expect(ended.rollouts['r']?.hosts['web-1']?.phase).toBe(after);
  });

  it('keeps an intent without an outcome open', () => {
    const state = fold([requested('r'), started, stepBegun('r', 'web-1', 'stop')]);
    expect(state.rollouts['r']?.hosts['web-1']?.steps).toMatchObject([{ kind: 'stop', result: undefined }]);
  });

  it('does not advance a host whose step failed', () => {
    const failure = { kind: 'failed', trouble: 'stepFailed', message: 'no' };
    const state = fold([
      requested('r'),
      started,
      stepBegun('r', 'web-1', 'check'),
      stepFinished('r', 'web-1', 'check', failure),
    ]);
    expect(state.rollouts['r']?.hosts['web-1']?.phase).toBe('upgrading');
  });

  it('records what it brought to a host only when the host is done', () => {
    const done = fold([requested('r'), started, hostFinished('r', 'web-1')]);
    expect(done.recorded['production/shop/web-1']).toMatchObject({ rolloutId: 'r' });
    const failed = fold([
      requested('r'),
      started,
      hostFinished('r', 'web-1', { kind: 'failedOut', reason: 'x' }),
    ]);
    expect(failed.recorded).toEqual({});
    const unchanged = fold([requested('r'), started, hostFinished('r', 'web-1', { kind: 'unchanged' })]);
    expect(unchanged.recorded).toEqual({});
  });

  it('can be stopped only while it runs, and ends as what it ended as', () => {
    const stop = { kind: 'rolloutStopRequested', rolloutId: 'r', reason: 'lunch' };
    const end = { kind: 'rolloutFinished', rolloutId: 'r', result: 'stopped', reason: 'lunch' };
    expect(fold([requested('r'), started, stop]).rollouts['r']?.status).toEqual({
      kind: 'stopping',
      reason: 'lunch',
      how: 'finish',
    });
    expect(fold([requested('r'), started, stop, end, stop]).rollouts['r']?.status).toEqual({
      kind: 'finished',
      result: 'stopped',
      reason: 'lunch',
    });
  });

  it('opens and clears debts', () => {
    const opened = {
      kind: 'debtOpened',
      debtId: 'd',
      service: 'shop',
      environment: 'production',
      host: 'web-1',
      rolloutId: 'r',
      reason: 'check failed',
    };
    expect(Object.keys(fold([opened]).debts)).toEqual(['d']);
    expect(fold([opened, { kind: 'debtCleared', debtId: 'd', reason: 'mended' }]).debts).toEqual({});
  });

  it('leaves events of unknown rollouts alone, but counts their records', () => {
    const state = fold([hostFinished('nobody', 'web-1')]);
    expect(state.rollouts).toEqual({});
    expect(state.seq).toBe(1);
  });
});

describe('a record', () => {
  it('comes back from its body as it went in', () => {
    const [record] = toRecords([requested('r')]);
    if (!record) throw new Error('one record was made');
    const row = {
      seq: 1,
      bodySha256: record.bodySha256,
      chainSha256: record.chainSha256,
      body: toBody(record),
    };
    expect(parseRecord(row)).toEqual(record);
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['an unknown event', '{"format":1,"event":{"kind":"somethingNew"}}'],
  ])('with %s is damage that names its number', (_, body) => {
    expect(() => parseRecord({ seq: 7, body, bodySha256: '', chainSha256: '' })).toThrow(/Record 7/);
  });
});

describe('the fold of many rollouts', () => {
  const finished = (id: string): unknown[] => [
    requested(id),
    stepBegun(id, 'web-1', 'drain'),
    stepFinished(id, 'web-1', 'drain'),
    hostFinished(id, 'web-1'),
    { kind: 'rolloutFinished', rolloutId: id, result: 'succeeded' },
  ];
  const ids = Array.from({ length: rolloutsInFull + 3 }, (_, n) => `r${n}`);
  const state = fold(ids.flatMap(finished));

  it('keeps the steps of the last ones that finished, and of the others how they ended', () => {
    const inFull = ids.filter((id) => state.rollouts[id]?.hosts['web-1']?.steps.length === 1);
    expect(inFull).toEqual(ids.slice(-rolloutsInFull));
    expect(state.finishedInFull).toEqual(inFull);
    expect(state.rollouts['r0']).toMatchObject({
      isSummary: true,
      status: { kind: 'finished', result: 'succeeded' },
      hosts: { 'web-1': { outcome: { kind: 'done' }, steps: [] } },
    });
    expect(state.rolloutOrder).toEqual(ids);
  });

  it('keeps those that go on, and those that were interrupted, whole', () => {
    const open = [requested('open'), stepBegun('open', 'web-1', 'stop')];
    const broken = [requested('broken'), stepBegun('broken', 'web-1', 'stop')];
    const after = fold([
      ...open,
      ...broken,
      { kind: 'rolloutInterrupted', rolloutId: 'broken', reason: 'gone' },
      ...ids.flatMap(finished),
    ]);
    expect(after.rollouts['open']?.hosts['web-1']?.steps).toHaveLength(1);
    expect(after.rollouts['broken']?.hosts['web-1']?.steps).toHaveLength(1);
  });

  it('has the whole of each in its own records', () => {
    expect(fold(finished('r0')).rollouts['r0']?.hosts['web-1']?.steps).toHaveLength(1);
  });
});
