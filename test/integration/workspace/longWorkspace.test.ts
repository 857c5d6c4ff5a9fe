import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkWorkspaceAside } from '../../../electron/app/checkWorkspaceAside.ts';
import { signoffRules } from '../../../electron/app/signoffRules.ts';
import { checkWorkspace } from '../../../electron/workspace/checkWorkspace.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signalbox-long-'));
  await cp(resolve(import.meta.dirname, '../../../examples/shop'), directory, { recursive: true });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Longer than what is read where windows are drawn. */
async function addHosts(count: number, more = ''): Promise<void> {
  const file = join(directory, 'signalbox.yaml');
  const hosts = Array.from(
    { length: count },
    (_, index) => `  more-${index}: { address: 10.0.0.1, user: deploy }\n`,
  );
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace(/^hosts:\n/m, (line) => `${line}${hosts.join('')}${more}`),
  );
}

const location = () => ({ directory, home: directory, userName: 'nobody', environment: { LANG: 'C' } });

it('a long file is read in a thread of its own, and comes to the same workspace', async () => {
  await addHosts(1_000);
  const aside = await checkWorkspaceAside(location());
  expect(aside.workspace?.hosts.length).toBeGreaterThan(1_000);
  expect(aside).toEqual(await checkWorkspace({ ...location(), signoffRules }));
});

it('every problem of a long file is said with its place, as of a short one', async () => {
  await addHosts(1_000, '  broken: { adress: 10.0.0.2 }\n');
  const { problems, workspace } = await checkWorkspaceAside(location());
  expect(workspace).toBeUndefined();
  expect(problems).toEqual((await checkWorkspace({ ...location(), signoffRules })).problems);
  expect(problems.some((it) => it.path.includes('broken'))).toBe(true);
});

it('a folder without one is said to be none', async () => {
  await rm(join(directory, 'signalbox.yaml'));
  await expect(checkWorkspaceAside(location())).rejects.toMatchObject({ code: 'WORKSPACE_NOT_FOUND' });
});
