import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkWorkspace } from '../../../electron/workspace/checkWorkspace.ts';
import { rolloutSettingsInput } from '../../../shared/model/rolloutSettings.ts';

const readme = await readFile(resolve(import.meta.dirname, '../../../README.md'), 'utf8');
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signalbox-readme-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the README', () => {
  it('begins a workspace that has no problem', async () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    await writeFile(join(directory, 'signalbox.yaml'), yaml);
    const { problems, workspace } = await checkWorkspace({
      directory,
      home: directory,
      userName: 'ann',
      environment: {},
    });
    expect(problems).toEqual([]);
    expect(workspace?.targets).toHaveLength(1);
  });

  it('names every setting of a rollout', () => {
    const missing = Object.keys(rolloutSettingsInput.shape).filter((name) => !readme.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });
});
