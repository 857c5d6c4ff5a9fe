import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions } from '../../../electron/workspace/compareVersions.ts';

describe('the order of versions', () => {
  test.each([
    [['1.9.0', '1.10.0', '2.0.0']],
    // The example of Semantic Versioning 2.0.0, section 11.
    [
      [
        '1.0.0-alpha',
        '1.0.0-alpha.1',
        '1.0.0-alpha.beta',
        '1.0.0-beta',
        '1.0.0-beta.2',
        '1.0.0-beta.11',
        '1.0.0-rc.1',
        '1.0.0',
      ],
    ],
    [['1.2', '1.2.1', '1.2.10', '1.3']],
    [['v1.2.3', 'v1.2.4', '1.3.0']],
    [['1.0.0-rc2', '1.0.0-rc10', '1.0.0']],
    [['1.0.0', '1.0.0+build.2', '1.0.0+build.10']],
    [['2026.9.30', '2026.10.1', '2026.11.20']],
    [['99999999999999999998', '99999999999999999999']],
    [['build-9', 'build-10']],
  ])('%j', (versions) => {
    expect([...versions].toReversed().toSorted(compareVersions)).toEqual(versions);
  });

  test('is total: any set of versions has one order, whatever the order it came in', () => {
    const version = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.+-]{0,12}$/);
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        expect(compareVersions(a, b) === 0).toBe(a === b);
        const [x = '', y = '', z = ''] = [a, b, c].toSorted(compareVersions);
        expect(compareVersions(x, y)).toBeLessThanOrEqual(0);
        expect(compareVersions(y, z)).toBeLessThanOrEqual(0);
        expect(compareVersions(x, z)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
