import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWorkspaceFolder } from './workspaceFolder.ts';

const run = promisify(execFile);

/** What OpenSSH itself makes of a configuration. */
async function askSsh(configPath: string, host: string) {
  const { stdout } = await run('ssh', ['-G', '-F', configPath, host]);
  const values = (keyword: string) =>
    stdout
      .split('\n')
      .flatMap((line) => (line.startsWith(`${keyword} `) ? [line.slice(keyword.length + 1)] : []));
  return {
    address: values('hostname')[0],
    user: values('user')[0],
    port: Number(values('port')[0]),
    identityFiles: values('identityfile'),
  };
}

const hosts = ['web1', 'web2', 'db-a', 'lb.example'];
const pattern = fc.constantFrom(
  '*',
  'web?',
  'web*',
  'web1',
  'db-*',
  '*.example',
  '!web1',
  '!*.example',
  'l?',
  'WEB1',
);
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
const setting = fc.oneof(
  fc.constantFrom('10.0.0.1', '%h.internal', 'gate').map((it) => `HostName ${it}`),
  fc.constantFrom('deploy', 'root', '"quoted"').map((it) => `user ${it}`),
  fc.integer({ min: 1, max: 65_535 }).map((it) => `Port=${it}`),
  fc
    .constantFrom('/keys/a', '/keys/b', '/keys/%h', '/keys/%n-%r', '"/keys/with space"')
    .map((it) => `IdentityFile ${it}`),
  fc.constant('# a comment'),
  fc.constant('  ServerAliveInterval 5'),
);
const block = fc.oneof(
  patterns.map((it) => `Host ${it.join(' ')}`),
  patterns.map((it) => `Match host ${it.join(',')}`),
  patterns.map((it) => `Match originalhost ${it.join(',')}`),
  fc.constantFrom(
    'Match user deploy',
    'Match user root,nobody',
    'Match !user root',
    'Match all',
    'Match !host web1',
  ),
);
const configuration = fc
  .array(fc.oneof({ weight: 3, arbitrary: setting }, { weight: 2, arbitrary: block }), { maxLength: 12 })
  .map((it) => `${it.join('\n')}\nHost *\n  User last\n  IdentityFile /keys/last\n`);

describe('given any configuration of Host and Match blocks, HostName, User, Port and IdentityFile', () => {
  test('a host is reached exactly as ssh would reach it', async () => {
    const names = hosts.map((it) => `  ${it}:`).join('\n');
    const folder = await createWorkspaceFolder(
      {
        'signalbox.yaml': `version: 1
name: Any
ssh: { config: ssh_config }
hosts:
${names}
environments: [{ name: all, stage: staging, hosts: [${hosts.join(', ')}] }]
services: {}
`,
      },
      userInfo().username,
    );
    const configPath = join(folder.directory, 'ssh_config');
    await fc.assert(
      fc.asyncProperty(configuration, async (text) => {
        await writeFile(configPath, text);
        const { problems, workspace } = await folder.check();
        expect(problems).toEqual([]);
        for (const host of hosts) {
          const { ssh } = workspace?.hosts.find((it) => it.name === host) ?? {};
          const wanted = await askSsh(configPath, host);
          expect({ host, ...wanted, identityFiles: [...new Set(filled(wanted, host))] }).toEqual({
            host,
            address: ssh?.address,
            user: ssh?.user,
            port: ssh?.port,
            identityFiles: ssh?.identityFiles,
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** `ssh -G` prints identity files before it fills in their tokens. */
function filled(wanted: Awaited<ReturnType<typeof askSsh>>, host: string): readonly string[] {
  return wanted.identityFiles.map((it) =>
    it
      .replaceAll('%h', wanted.address ?? '')
      .replaceAll('%n', host)
      .replaceAll('%r', wanted.user ?? ''),
  );
}
