import { describe, expect, it } from 'vitest';
import { fadeOf, formatAge } from '../../../renderer/src/format/age.ts';
import { formatBytes } from '../../../renderer/src/format/bytes.ts';
import { formatCount, formatPercent } from '../../../renderer/src/format/count.ts';
import { formatDigest } from '../../../renderer/src/format/digest.ts';
import { formatClock, formatDuration } from '../../../renderer/src/format/duration.ts';
import { formatInstant, formatTimeOfDay, formatUtc } from '../../../renderer/src/format/instant.ts';
import { plural } from '../../../renderer/src/format/plural.ts';
import { formatVersion } from '../../../renderer/src/format/version.ts';

const at = '2026-11-21T13:03:09.000Z';

describe('formats', () => {
  it('ages in one unit, and a clock ahead of ours is now', () => {
    expect([-5_000, 0, 1_999, 12_000, 240_000, 10_800_000, 172_800_000].map(formatAge)).toEqual([
      'now',
      'now',
      'now',
      '12 s',
      '4 min',
      '3 h',
      '2 d',
    ]);
    expect(formatAge(Number.NaN)).toBe('–');
  });

  it('fades facts in three steps; what has no readable time counts as old', () => {
    expect([0, 30_000, 120_000, 600_000].map((ageMs) => fadeOf(ageMs))).toEqual([0, 1, 2, 3]);
    expect(fadeOf(Number.NaN)).toBe(3);
  });

  it('durations and countdowns', () => {
    expect([850, 4_200, 59_000, 125_000, 3_780_000].map(formatDuration)).toEqual([
      '850 ms',
      '4.2 s',
      '59 s',
      '2 min 05 s',
      '1 h 03 min',
    ]);
    expect([0, 1, 9_000, 270_000, 3_723_000].map(formatClock)).toEqual([
      '0:00',
      '0:01',
      '0:09',
      '4:30',
      '1:02:03',
    ]);
  });

  it('sizes', () => {
    expect([0, 999, 1_400_000, 12_000_000_000].map(formatBytes)).toEqual(['0 B', '999 B', '1.4 MB', '12 GB']);
  });

  it('counts, and shares that never claim to be whole before they are', () => {
    expect(formatCount(1204)).toBe('1,204');
    expect([0, 0.004, 0.35, 0.999, 1].map(formatPercent)).toEqual(['0 %', '1 %', '35 %', '99 %', '100 %']);
    expect([plural(1, 'host'), plural(1200, 'host'), plural(2, 'entry', 'entries')]).toEqual([
      '1 host',
      '1,200 hosts',
      '2 entries',
    ]);
  });

  it('keeps both ends of a long version', () => {
    expect(formatVersion('2.14.0')).toBe('2.14.0');
    expect(formatVersion('2.14.0-rc.12+build.7781', 14)).toBe('2.14.0-rc…7781');
  });

  it('cuts digests without their prefix', () => {
    expect(formatDigest(`sha256:${'9f2c41d07be3'.repeat(5)}`)).toBe('9f2c41d07be3');
  });

  it('instants always with their zone', () => {
    expect(formatUtc(at)).toBe('2026-11-21 13:03:09 UTC');
    expect(formatInstant(at, { timeZone: 'Asia/Tokyo' })).toBe('2026-11-21 22:03:09 GMT+9');
    expect(formatTimeOfDay(at, { timeZone: 'UTC' })).toBe('13:03:09');
    expect(formatInstant('yesterday')).toBe('yesterday');
  });
});
