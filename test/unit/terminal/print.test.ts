import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { createPalette } from '../../../electron/terminal/palette.ts';
import { faultText } from '../../../electron/terminal/print/faultText.ts';
import { matrixChanges } from '../../../electron/terminal/print/matrixChanges.ts';
import { matrixText } from '../../../electron/terminal/print/matrixText.ts';
import { planText } from '../../../electron/terminal/print/planText.ts';
import { tableText, truncate, wrap } from '../../../electron/terminal/print/table.ts';
import { rolloutFrame } from '../../../electron/terminal/rollout/rolloutFrame.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { matrixOf } from '../../../shared/view/matrix.ts';
import { rolloutViewOf } from '../../../shared/view/rolloutView.ts';
import * as scene from '../view/scene.ts';

const colors = picocolors.createColors(false);
const widest = (lines: readonly string[]): number =>
  Math.max(...lines.map((line) => Array.from(line).length));

describe('colours', () => {
  const isColorful = (of: Partial<Parameters<typeof createPalette>[0]>): boolean =>
    createPalette({ isTerminal: false, color: true, environment: {}, ...of }).isColorSupported;

  it('are for terminals', () => {
    expect(isColorful({ isTerminal: true })).toBe(true);
    expect(isColorful({ isTerminal: false })).toBe(false);
    expect(isColorful({ isTerminal: true, environment: { TERM: 'dumb' } })).toBe(false);
  });

  it('obey --no-color, NO_COLOR and FORCE_COLOR', () => {
    expect(isColorful({ isTerminal: true, color: false })).toBe(false);
    expect(isColorful({ isTerminal: true, environment: { NO_COLOR: '1' } })).toBe(false);
    expect(isColorful({ environment: { FORCE_COLOR: '1' } })).toBe(true);
    expect(isColorful({ environment: { FORCE_COLOR: '1', NO_COLOR: '1' } })).toBe(false);
    expect(isColorful({ isTerminal: true, environment: { FORCE_COLOR: '0' } })).toBe(false);
  });
});

describe('an error', () => {
  const fault = new Fault('NOT_FOUND', 'no \u001b[31mhost', {
    details: ['one', 'two'],
    wayOut: 'Name another.',
  });

  it('is one block: what, each detail, the way out, and nothing of it can move the cursor', () => {
    expect(faultText(fault, colors, { debug: false })).toBe(
      'error no ␛[31mhost (NOT_FOUND)\n  one\n  two\n  → Name another.',
    );
  });

  it('shows a stack only to those who ask', () => {
    expect(faultText(new Error('boom'), colors, { debug: false })).toBe('error boom (INTERNAL)');
    expect(faultText(new Error('boom'), colors, { debug: true })).toContain('print.test.ts');
  });
});

describe('a table', () => {
  it('pads columns, aligns right where asked, and cuts only the last column', () => {
    const rows = [
      [{ text: 'a' }, { text: '1', align: 'right' as const }, { text: 'first' }],
      [{ text: 'bbb' }, { text: '22', align: 'right' as const }, { text: 'x'.repeat(50) }],
    ];
    expect(tableText(rows, 20)).toEqual(['a     1  first', `bbb  22  ${'x'.repeat(10)}…`]);
  });

  it('cuts and wraps by characters', () => {
    expect(truncate('abcdef', 4)).toBe('abc…');
    expect(truncate('abcd', 4)).toBe('abcd');
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  });
});

describe('the matrix on a terminal', () => {
  const fleet = {
    ...scene.allWell,
    hosts: [
      scene.notSeen('web-1', `no route to host ${'because '.repeat(20)}`),
      ...scene.allWell.hosts.slice(1),
    ],
  };
  const matrix = matrixOf(
    scene.workspace,
    scene.stateAfter(scene.debt('web-2', 'held out')),
    fleet,
    scene.now,
  );

  it.each([80, 120])('fits into %i columns', (columns) => {
    const lines = matrixText(matrix, { colors, columns }).split('\n');
    expect(widest(lines)).toBeLessThanOrEqual(columns);
  });

  it('says what is wrong under the host, and how many need attention', () => {
    const text = matrixText(matrix, { colors, columns: 200 });
    expect(text).toMatch(/web-1 .*NOT SEEN\n {4}! not seen: no route to host/);
    expect(text).toMatch(/web-2 .*\n {4}! debt: held out/);
    expect(text).toContain('2 hosts need attention.');
  });

  it('tells changes as sentences', () => {
    const before = matrixOf(scene.workspace, scene.stateAfter(), scene.allWell, scene.now);
    const fleetAfter = {
      ...scene.allWell,
      balancers: [scene.balancer('lb-1', { 'web-1': 'maintenance' }), scene.balancer('lb-2')],
    };
    const after = matrixOf(scene.workspace, scene.stateAfter(), fleetAfter, scene.now);
    expect(matrixChanges(before, before)).toEqual([]);
    expect(matrixChanges(before, after)).toEqual([
      'shop on web-1 in production: lb-1 UP → MAINT',
      'shop on web-1 in production: attention none → outOfPool, MAINT on lb-1',
    ]);
  });
});

describe('a rollout on a terminal', () => {
  const state = scene.stateAfter(
    scene.requested,
    scene.started,
    scene.hostFailed('web-1', `check: ${'very '.repeat(40)}bad`),
    scene.begun('web-2', 'awaitDrained'),
  );
  const ticks = [
    {
      kind: 'sessions' as const,
      rolloutId: 'rollout-1',
      host: scene.plan.hosts[1]!.host,
      sessions: [{ balancer: 'lb-1', sessions: 3, queued: 1 }],
    },
  ];
  const view = rolloutViewOf(scene.plan, scene.rolloutOf(state), ticks, scene.now);
  const frame = (size: { columns: number; rows: number; isLast?: boolean }): string[] =>
    rolloutFrame(view, { colors, now: scene.now, isLast: false, ...size });

  it.each([80, 120])('fits into %i columns', (columns) => {
    expect(widest(frame({ columns, rows: 40 }))).toBeLessThan(columns);
  });

  it('shows sessions while draining, the failure in words, the budget and the floor', () => {
    const text = frame({ columns: 120, rows: 40 }).join('\n');
    expect(text).toContain('wait for sessions to end, 30 s, 3+1 queued on lb-1');
    expect(text).toContain('OUT OF THE POOL: check: very');
    expect(text).toContain('1 failed (1 allowed) · at least 2 in service');
  });

  it('counts what a low terminal has no room for, and shows whom it works on', () => {
    const low = frame({ columns: 120, rows: 9 }).join('\n');
    expect(low).toContain('web-2');
    expect(low).not.toContain('web-3');
    expect(low).toContain('and 1 more');
    expect(frame({ columns: 120, rows: 9, isLast: true }).join('\n')).toContain('web-3');
  });
});

describe('a plan on paper', () => {
  it('has every line of every command behind the name of where it goes', () => {
    const text = planText(
      { plan: scene.plan, planSha256: 'e'.repeat(64), notices: [{ about: 'lb-1', message: 'sticky' }] },
      colors,
    );
    expect(text).toContain('      web-1 $ echo drain\n      web-1 $ echo two\n');
    expect(text).toContain('notice   lb-1: sticky');
    expect(text).toContain(`plan SHA-256 ${'e'.repeat(64)}`);
    expect(text.indexOf('Batch 1 of 2')).toBeLessThan(text.indexOf('Batch 2 of 2'));
  });
});
