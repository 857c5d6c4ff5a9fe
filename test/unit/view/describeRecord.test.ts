import { describe, expect, it } from 'vitest';
import { describeRecord, hostOf, toneOf } from '../../../shared/view/describeRecord.ts';
import * as scene from './scene.ts';

const { record } = scene;

describe('a record as a sentence', () => {
  it.each([
    [
      scene.requested,
      'ada asked for shop 1.1.0 in production: 3 hosts in batches of 1, 2, plan dddddddddddd',
    ],
    [scene.started, 'rollout rollout-1 started on desk, process 7'],
    [scene.begun('web-1', 'drain'), 'web-1: drain begins'],
    [scene.finished('web-1', 'drain'), 'web-1: drain ok in 40 ms'],
    [
      scene.finished('web-1', 'start', 'exit code 1'),
      'web-1: start failed in 40 ms (stepFailed): exit code 1',
    ],
    [scene.hostDone('web-1'), 'web-1 is done'],
    [scene.hostFailed('web-1', 'no'), 'web-1 failed and stays out of the pool: no'],
    [scene.debt('web-1', 'no'), 'debt: shop on web-1 in production: no'],
    [scene.interrupted, 'rollout interrupted: gone; what had begun is unknown until somebody looks'],
    [
      { kind: 'hostObserved' as const, sighting: scene.seen('web-1', { running: '0.9' }) },
      'web-1 was seen with shop 1.0.0 (running 0.9), health passing',
    ],
    [
      { kind: 'hostObserved' as const, sighting: scene.notSeen('web-1', 'no route') },
      'web-1 was not seen (unreachable): no route',
    ],
  ])('%#: %s', (event, sentence) => {
    expect(describeRecord(record(event))).toBe(sentence);
  });

  it('makes what a host wrote visible: it can neither colour, hide nor reorder anything', () => {
    const hostile = 'bad\u001b[2J\u202Egnp.exe\nweb-1 is done';
    const sentence = describeRecord(record(scene.finished('web-1', 'start', hostile)));
    expect(sentence).toContain('bad␛[2J⟨U+202E⟩gnp.exe␊web-1 is done');
    expect(sentence).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('strikes the eye where something is wrong', () => {
    expect(toneOf(scene.finished('web-1', 'start', 'no'))).toBe('bad');
    expect(toneOf(scene.hostFailed('web-1', 'no'))).toBe('bad');
    expect(toneOf(scene.hostDone('web-1'))).toBe('good');
    expect(toneOf(scene.begun('web-1', 'start'))).toBe('quiet');
  });

  it('knows which host an event is about', () => {
    expect(hostOf(scene.begun('web-2', 'start'))).toBe('web-2');
    expect(hostOf({ kind: 'hostObserved', sighting: scene.seen('web-3') })).toBe('web-3');
    expect(hostOf(scene.requested)).toBeUndefined();
  });
});
