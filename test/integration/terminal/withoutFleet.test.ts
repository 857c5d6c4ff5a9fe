import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLines, signalbox } from './signalbox.ts';
import { signalboxHere } from './signalboxHere.ts';

const commands = [
  'check',
  'schema',
  'status',
  'plan',
  'who-can-sign',
  'promote',
  'promotions',
  'promotion',
  'statement',
  'sign',
  'reject',
  'review',
  'withdraw',
  'deploy',
  'watch',
  'log',
  'verify',
];

describe('signalbox, before there is a fleet', { timeout: 180_000 }, () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'signalbox-terminal-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('refuses a Node that is too old with one line, before it imports anything', async () => {
    const older =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.0' } })";
    const nodeOptions = ['--import', `data:text/javascript,${encodeURIComponent(older)}`];
    const { exitCode, out, err } = await signalbox(['check'], { nodeOptions });
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^Signalbox needs Node 24 or newer, and this is Node 20\.20\.0\. .*\n$/);
  });

  it('says that the workspace folder is not there, and the way out, without a stack', async () => {
    for (const words of [
      ['check'],
      ['status'],
      ['plan', 'shop', '1.1.0', 'production'],
      ['deploy', 'shop', '1.1.0', 'production'],
      ['log'],
      ['watch'],
    ]) {
      const { exitCode, out, err } = await signalboxHere([...words, '--workspace', join(folder, 'nowhere')]);
      expect({ words, exitCode, out }).toEqual({ words, exitCode: 2, out: '' });
      expect(err).toMatch(/^error The folder .*nowhere does not exist\. \(WORKSPACE_NOT_FOUND\)\n {2}→ /);
      expect(err).not.toMatch(/^\s+at /m);
    }
  });

  it('tells of an error as JSON where JSON was asked for', async () => {
    const { exitCode, out, err } = await signalbox(['status', '--json', '-w', join(folder, 'nowhere')]);
    expect(exitCode).toBe(2);
    expect(err).toBe('');
    expect(parseLines(out)).toMatchObject([
      { type: 'fault', ok: false, fault: { code: 'WORKSPACE_NOT_FOUND' } },
    ]);
  });

  it('lists every problem of a workspace with file, line and column', async () => {
    const text =
      'version: 1\nname: Shop\nenvironments:\n  - name: production\n    stage: prodution\n    hosts: [web-1]\nservices: {}\nhots: {}\n';
    writeFileSync(join(folder, 'signalbox.yaml'), text);
    const { exitCode, out } = await signalboxHere(['check', '-w', folder]);
    expect(exitCode).toBe(2);
    expect(out).toMatch(/^signalbox\.yaml:5:12 /m);
    expect(out).toMatch(/^signalbox\.yaml:8:1 /m);
    expect(out).toMatch(/problems?$/m);

    const json = await signalboxHere(['check', '--json', '-w', folder]);
    const [answer] = parseLines(json.out);
    expect(answer).toMatchObject({ type: 'check', ok: false });
    expect(answer?.['problems']).toContainEqual(
      expect.objectContaining({ file: 'signalbox.yaml', line: 5, column: 12 }),
    );
  });

  it('lists what is wrong with people, policies and the given file of allowed signers', async () => {
    const text =
      'version: 1\nname: Shop\nallowedSigners: signers\nhosts: { web-1: }\nenvironments:\n  - name: production\n    stage: production\n    hosts: [web-1]\n    signoff: { group: releasers }\nservices: {}\npeople:\n  li: { emails: [li@shop.example, LI@shop.example] }\n';
    writeFileSync(join(folder, 'signalbox.yaml'), text);
    writeFileSync(join(folder, 'signers'), '# nobody\n* ssh-ed25519 AAAA\n');
    const { exitCode, out } = await signalboxHere(['check', '-w', folder]);
    expect(exitCode).toBe(2);
    expect(out).toMatch(/^signalbox\.yaml:9:23 .*The group "releasers" has nobody, and 1 must sign\.$/m);
    expect(out).toMatch(/^signalbox\.yaml:12:35 .*LI@shop\.example is given twice/m);
    expect(out).toMatch(/^signers:2:1 .*"\*" is a pattern/m);
  });

  it('finds the workspace from a folder inside of it', async () => {
    writeFileSync(join(folder, 'signalbox.yaml'), 'nonsense: true\n');
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    const { exitCode, out } = await signalbox(['check'], { cwd: join(folder, 'deep/er') });
    expect(exitCode).toBe(2);
    expect(out).toMatch(/^signalbox\.yaml:1:1 /m);
  });

  it('prints the JSON Schema', async () => {
    const { exitCode, out } = await signalbox(['schema']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: 'Signalbox workspace', type: 'object' });
  });

  it('has help with an example for every command', async () => {
    for (const command of commands) {
      const { exitCode, out } = await signalboxHere([command, '--help']);
      expect(exitCode).toBe(0);
      expect(out).toMatch(new RegExp(`Examples?:\\n  signalbox ${command}`));
      for (const option of ['--workspace', '--json', '--no-color']) expect(out).toContain(option);
    }
  });

  it('answers 2 to a command, an option or a number of arguments that it does not know', async () => {
    for (const words of [['bogus'], ['status', '--bogus'], ['plan', 'shop']]) {
      const { exitCode, err } = await signalboxHere(words);
      expect(exitCode).toBe(2);
      expect(err).toMatch(/^error: /);
    }
  });

  it('says that there is no journal to verify yet', async () => {
    const { exitCode, err } = await signalboxHere(['verify', '-w', folder]);
    expect(exitCode).toBe(2);
    expect(err).toContain('There is no journal');
  });
});
