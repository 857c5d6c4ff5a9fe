import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBundle } from '../../../electron/audit/bundle/verifyBundle.ts';
import { createVerifyPorts } from '../../../electron/app/audit/verifyPorts.ts';
import { gather, writeStory } from '../../fixtures/auditBundle.ts';
import { createStoryKey } from '../../fixtures/auditKeys.ts';
import { tellWholeStory, type Story } from '../../fixtures/auditStory.ts';
import { resealed, touched } from './support/bundleMutations.ts';
import { reseal } from './support/touchBundle.ts';
import { findProgram, verifySh } from './support/verifySh.ts';

/** Of GNU coreutils, those that the checker may use. */
const coreutils =
  'cat comm cut dirname head join mkdir mktemp paste rm seq sha256sum sort split tail truncate uniq wc'.split(
    ' ',
  );

/** Both are asked, and both must say the same: good, or bad with words. */
async function expectRefused(folder: string, sh: RegExp, app: RegExp = sh): Promise<void> {
  const [theirs, ours] = await Promise.all([verifySh(folder), verifyBundle(folder, createVerifyPorts())]);
  expect(theirs.text).toMatch(sh);
  expect(theirs.exitCode).toBe(1);
  expect(ours.findings.map((it) => it.message).join('\n')).toMatch(app);
  expect(ours.ok).toBe(false);
}

const root = mkdtempSync(join(tmpdir(), 'signalbox-mutations-'));
const original = join(root, 'original');
let story: Story;
let copies = 0;

beforeAll(async () => {
  story = tellWholeStory();
  await writeStory(story, await gather(story, { sample: { size: 2, seed: 'q1' } }), original);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function copyBundle(): string {
  const folder = join(root, `copy-${(copies += 1)}`);
  cpSync(original, folder, { recursive: true });
  return folder;
}

describe('a bundle as it was written', () => {
  it('is good to both, without Signalbox and with it', async () => {
    const theirs = await verifySh(original, ['--key', story.desktop.fingerprint]);
    expect(theirs.text).toMatch(/^GOOD {3}4 changes, 3 exceptions, 8 sign-offs/);
    expect(theirs.exitCode).toBe(0);
    expect((await verifyBundle(original, createVerifyPorts())).findings).toEqual([]);
  });

  it('is checked with sh, coreutils, OpenSSH and jq alone; without jq it says so', async () => {
    const programs = join(root, 'programs');
    mkdirSync(programs);
    for (const name of [...coreutils, 'ssh-keygen', 'jq']) {
      symlinkSync(findProgram(name) ?? `no ${name}`, join(programs, name));
    }
    const alone = { PATH: programs, TMPDIR: root };
    const checked = await verifySh(original, [], alone);
    expect(checked).toMatchObject({ exitCode: 0, errors: '' });
    expect(checked.text).toMatch(/^GOOD/);

    rmSync(join(programs, 'jq'));
    expect(await verifySh(original, [], alone)).toMatchObject({
      exitCode: 2,
      text: expect.stringContaining('needs jq'),
    });
  });

  it('is not good to who was told of another key', async () => {
    const { fingerprint } = createStoryKey();
    expect(await verifySh(original, ['--key', fingerprint])).toMatchObject({ exitCode: 1 });
    expect((await verifyBundle(original, createVerifyPorts(), { fingerprint })).ok).toBe(false);
  });

  it('holds no secret', () => {
    for (const it of readdirSync(original, { recursive: true, withFileTypes: true })) {
      if (!it.isFile() || it.name === 'verify.sh') continue;
      expect(readFileSync(join(it.parentPath, it.name), 'latin1')).not.toMatch(/PRIVATE KEY|passphrase/i);
    }
  });
});

describe.concurrent('a bundle that was touched', () => {
  for (const [name, mutate, sh, app] of touched) {
    it(`${name} is found`, async () => {
      const folder = copyBundle();
      mutate(folder, story.desktop);
      await expectRefused(folder, sh, app);
    });
  }

  for (const [name, mutate, sh, app] of resealed) {
    it(`${name} is found although it was sealed again with the right key`, async () => {
      const folder = copyBundle();
      mutate(folder, story.desktop);
      reseal(folder, story.desktop);
      await expectRefused(folder, sh, app);
    });
  }
});
