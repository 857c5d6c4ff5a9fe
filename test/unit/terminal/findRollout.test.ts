import { mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findWorkspace } from '../../../electron/terminal/findWorkspace.ts';
import { findRollout } from '../../../electron/terminal/rollout/findRollout.ts';
import * as scene from '../view/scene.ts';

describe('finding what is meant', () => {
  it('takes the rollout that runs, or one by the beginning of its id', () => {
    const state = scene.stateAfter(scene.requested, scene.started);
    expect(findRollout(state, undefined).id).toBe('rollout-1');
    expect(findRollout(state, 'roll').id).toBe('rollout-1');
  });

  it('lists the newest rollouts when none is called so', () => {
    const state = scene.stateAfter(scene.requested);
    expect(() => findRollout(state, 'x')).toThrow(/No rollout begins with x/);
    expect(() => findRollout(scene.stateAfter(), undefined)).toThrow(/no rollout in this workspace/);
  });

  it('takes the nearest folder upwards with a signalbox.yaml, else where we are', () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'signalbox-find-')));
    try {
      const deep = join(root, 'a/b');
      mkdirSync(deep, { recursive: true });
      expect(findWorkspace(deep, undefined)).toBe(deep);
      writeFileSync(join(root, 'signalbox.yaml'), '');
      expect(findWorkspace(deep, undefined)).toBe(root);
      expect(findWorkspace(deep, '../other')).toBe(join(root, 'a/other'));
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
