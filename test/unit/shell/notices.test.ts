import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noticeOf } from '../../../electron/shell/desktop/noticeOf.ts';
import { journalEvent, type JournalEvent } from '../../../shared/journal/events.ts';
import { arbitraryOf } from '../../contract/arbitraryOf.ts';
import { debt, record, requested } from '../view/scene.ts';

const noticeAbout = (event: JournalEvent) => noticeOf(record(event));
/** Events of every kind that the journal knows, made from its own schema. */
const eventsOfEveryKind = journalEvent.options.map(
  // In shape only: a few fields keep promises that a schema's shape does not tell.
  (schema) => fc.sample(arbitraryOf(schema), 20) as JournalEvent[],
);

describe('what the desktop tells while nobody looks at the window', () => {
  it('is what needs a person or what they wait for, and nothing of what goes on by itself', () => {
    const told = eventsOfEveryKind.flatMap((events) => {
      const notices = events.map(noticeAbout);
      // A kind is told always or never: no text or number in it decides.
      expect(new Set(notices.map((notice) => notice === undefined)).size).toBe(1);
      return notices.some((notice) => notice !== undefined) ? events.slice(0, 1).map(({ kind }) => kind) : [];
    });
    expect(told.toSorted()).toEqual([
      'approvalRefused',
      'debtOpened',
      'promotionRequested',
      'promotionRevised',
      'rollbackNotBegun',
      'rolloutFinished',
      'rolloutInterrupted',
      'rolloutPaused',
    ]);
  });

  it('says of a rollout whether somebody has to come', () => {
    const finished = { kind: 'rolloutFinished', rolloutId: 'r1' } as const;
    expect(noticeAbout({ ...finished, result: 'succeeded' })?.title).toBe('A rollout is done');
    for (const result of ['failed', 'stopped'] as const)
      expect(noticeAbout({ ...finished, result })?.title).toBe('A rollout needs you');
    expect(noticeAbout(requested)).toBeUndefined();
  });

  it('says which host is held out, and why', () => {
    expect(noticeAbout(debt('web-1', 'check: answered 503'))).toEqual({
      title: 'A host is held out of its pool',
      body: expect.stringMatching(/web-1.*answered 503/),
    });
  });

  it('shows what a host has written visibly, and lets none of it steer the desktop', () => {
    const body = noticeAbout(debt('web-1', 'no \u001b[2J \u202egood'))?.body ?? '';
    expect(body).toContain('good');
    expect(body).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
