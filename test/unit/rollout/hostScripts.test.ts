import { execFileSync, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as scripts from '../../../electron/rollout/hostScripts.ts';
import { quoteShell } from '../../../electron/ssh/quote.ts';
import { releaseFactsFrom } from '../../../shared/model/releaseFacts.ts';
import { release } from '../../../shared/model/release.ts';

let home: string;
let artifact: Buffer;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'signalbox-scripts-'));
  mkdirSync(join(home, 'source'));
  writeFileSync(join(home, 'source', 'app.txt'), 'hello');
  execFileSync('tar', ['-czf', join(home, 'a.tgz'), '-C', join(home, 'source'), '.']);
  artifact = readFileSync(join(home, 'a.tgz'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function context(changes: Partial<scripts.ScriptContext> = {}): scripts.ScriptContext {
  return {
    service: 'shop',
    environment: 'production',
    host: 'web-1',
    directory: "it's a shop; $(touch pwned)",
    unpack: 'tar.gz',
    variables: { SHOP_PORT: "80'80" },
    release: release.parse({
      service: 'shop',
      version: '1.1.0',
      commit: 'a'.repeat(40),
      artifactSha256: hash('sha256', artifact),
    }),
    quote: quoteShell,
    ...changes,
  };
}

function run(script: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { cwd: home, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function stage(it: scripts.ScriptContext): void {
  expect(run(scripts.prepareScript(it)).output.trim()).toBe('absent');
  writeFileSync(join(home, scripts.incomingPath(it)), artifact);
  expect(run(scripts.verifyScript(it))).toMatchObject({ status: 0 });
  expect(run(scripts.unpackScript(it))).toMatchObject({ status: 0 });
}

describe('the scripts that run on hosts, in a folder with a hostile name', () => {
  it('stage, verify, unpack and switch, and say what is current', () => {
    const it = context();
    stage(it);
    expect(run(scripts.inspectScript(it)).output.trim()).toBe('none');
    expect(run(scripts.switchScript(it)).status).toBe(0);
    expect(releaseFactsFrom(run(scripts.inspectScript(it)).output)).toEqual({
      version: '1.1.0',
      commit: 'a'.repeat(40),
      sha256: it.release.artifactSha256,
    });
    expect(readFileSync(join(home, it.directory, 'current/app.txt'), 'utf8')).toBe('hello');
    expect(existsSync(join(home, 'pwned'))).toBe(false);
  });

  it('are safe to run twice', () => {
    const it = context();
    stage(it);
    expect(run(scripts.prepareScript(it)).output.trim()).toBe('present');
    expect(run(scripts.verifyScript(it)).status).toBe(0);
    expect(run(scripts.unpackScript(it)).output.trim()).toBe('present');
    expect(run(scripts.switchScript(it)).status).toBe(0);
    expect(run(scripts.switchScript(it)).status).toBe(0);
  });

  it('say whether what runs could be brought back, from bytes that lie there unchanged', () => {
    const it = context();
    run(scripts.prepareScript(it));
    expect(run(scripts.armScript(it))).toMatchObject({
      status: 0,
      output: expect.stringMatching(/nothing runs/),
    });
    stage(it);
    run(scripts.switchScript(it));
    const sha = it.release.artifactSha256;
    expect(run(scripts.armScript(it))).toMatchObject({
      status: 0,
      output: expect.stringContaining(`sha256 ${sha}`),
    });
    const bytes = join(home, it.directory, 'artifacts', sha);
    writeFileSync(bytes, 'other bytes');
    expect(run(scripts.armScript(it))).toMatchObject({
      status: 4,
      output: expect.stringMatching(/was changed/),
    });
    rmSync(bytes);
    expect(run(scripts.armScript(it))).toMatchObject({ status: 4, output: expect.stringMatching(/is gone/) });
    writeFileSync(join(home, it.directory, 'current/.signalbox-release'), 'sha256 $(touch pwned)\n');
    expect(run(scripts.armScript(it))).toMatchObject({
      status: 4,
      output: expect.stringMatching(/not known/),
    });
    expect(existsSync(join(home, 'pwned'))).toBe(false);
  });

  it('note what an engine brought in the same form, and leave a link alone that is not theirs', () => {
    const it = context({ hasEngine: true });
    run(scripts.prepareScript(it));
    writeFileSync(join(home, scripts.incomingPath(it)), artifact);
    run(scripts.verifyScript(it));
    expect(run(scripts.currentIsOursScript(it)).status).toBe(0);
    expect(run(scripts.armScript(it))).toMatchObject({
      status: 4,
      output: expect.stringMatching(/not known what the playbook brought/),
    });
    expect(run(scripts.noteScript(it)).status).toBe(0);
    expect(run(scripts.noteScript(it)).status).toBe(0);
    const facts = releaseFactsFrom(run(scripts.inspectScript(it)).output);
    expect(facts).toMatchObject({ version: '1.1.0', sha256: it.release.artifactSha256 });
    expect(readlinkSync(join(home, it.directory, 'current'))).toMatch(/^installed\/1\.1\.0-/);
    expect(run(scripts.armScript(it)).status).toBe(0);
    // Whoever goes on without the engine finds no release folder that is empty.
    expect(run(scripts.unpackScript(context())).output.trim()).not.toBe('present');

    rmSync(join(home, it.directory, 'current'));
    mkdirSync(join(home, it.directory, 'theirs'));
    execFileSync('ln', ['-s', 'theirs', 'current'], { cwd: join(home, it.directory) });
    for (const script of [scripts.currentIsOursScript(it), scripts.noteScript(it)]) {
      expect(run(script)).toMatchObject({ status: 4, output: expect.stringMatching(/directory of its own/) });
    }
    expect(readlinkSync(join(home, it.directory, 'current'))).toBe('theirs');
  });

  it('remove bytes that have another digest, and say which they had', () => {
    const it = context();
    run(scripts.prepareScript(it));
    writeFileSync(join(home, scripts.incomingPath(it)), 'other bytes');
    const verified = run(scripts.verifyScript(it));
    expect(verified.status).toBe(3);
    expect(verified.output).toContain(`sha256 ${hash('sha256', 'other bytes')}`);
    expect(existsSync(join(home, scripts.incomingPath(it)))).toBe(false);
  });

  it('leave no half release folder behind when unpacking fails', () => {
    artifact = Buffer.from('this is no tar file');
    const it = context();
    run(scripts.prepareScript(it));
    writeFileSync(join(home, scripts.incomingPath(it)), artifact);
    run(scripts.verifyScript(it));
    expect(run(scripts.unpackScript(it)).status).not.toBe(0);
    expect(
      run(`ls releases 2>/dev/null; cd ${quoteShell(it.directory)}/releases && ls -A`).output.trim(),
    ).toBe('');
  });

  it('refuse to switch to a release that is not there', () => {
    const it = context();
    run(scripts.prepareScript(it));
    expect(run(scripts.switchScript(it)).status).not.toBe(0);
    expect(existsSync(join(home, it.directory, 'current'))).toBe(false);
  });

  it('switch by rename: the link points to the release, relative to the folder', () => {
    const it = context();
    stage(it);
    run(scripts.switchScript(it));
    expect(readlinkSync(join(home, it.directory, 'current'))).toMatch(/^releases\/1\.1\.0-[0-9a-f]{12}$/);
  });

  it('hand a command its variables, whatever they hold, and keep its exit code', () => {
    const it = context();
    run(scripts.prepareScript(it));
    const command = 'printf "%s %s %s" "$SHOP_PORT" "$SIGNALBOX_VERSION" "$(basename "$PWD")"; exit 7';
    expect(run(scripts.commandScript(it, command))).toEqual({
      status: 7,
      output: "80'80 1.1.0 it's a shop; $(touch pwned)",
    });
  });

  it('count the connections at a port, of both families, and nothing else', async () => {
    const server = createServer().listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const open = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await Promise.all(open.map((it) => once(it, 'connect')));
    expect(run(scripts.sessionsScript(port)).output.trim()).toBe('2');
    expect(run(scripts.sessionsScript(1)).output.trim()).toBe('0');
    for (const it of open) it.destroy();
    server.close();
    await once(server, 'close');
  });
});
