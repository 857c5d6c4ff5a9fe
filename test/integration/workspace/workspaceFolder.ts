import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { signoffRules } from '../../../electron/app/signoffRules.ts';
import { checkWorkspace } from '../../../electron/workspace/checkWorkspace.ts';
import { formatProblem } from '../../../electron/workspace/problems.ts';
import { readWorkspace } from '../../../electron/workspace/readWorkspace.ts';

/** Names of files, relative to the workspace or with `~/`, and what stands in them. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface WorkspaceFolder {
  readonly directory: string;
  readonly home: string;
  check(): ReturnType<typeof checkWorkspace>;
  read(): ReturnType<typeof readWorkspace>;
}

export async function createWorkspaceFolder(files: Files, userName = 'ann'): Promise<WorkspaceFolder> {
  const root = await mkdtemp(join(tmpdir(), 'signalbox-workspace-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const [directory, home] = [join(root, 'shop'), join(root, 'home')];
  await mkdir(directory);
  await mkdir(home);
  for (const [name, content] of Object.entries(files)) {
    const path = name.startsWith('~/') ? join(home, name.slice(2)) : join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  const location = { directory, home, userName, environment: { TEAM: 'shop-team' }, signoffRules };
  return { directory, home, check: () => checkWorkspace(location), read: () => readWorkspace(location) };
}

/** The problems of a workspace as a person reads them. */
export async function problemsOf(files: Files): Promise<readonly string[]> {
  const folder = await createWorkspaceFolder(files);
  return (await folder.check()).problems.map(formatProblem);
}

const lines = [
  /*  1 */ 'version: 1',
  /*  2 */ 'name: Shop',
  /*  3 */ 'inventories: []',
  /*  4 */ 'hosts:',
  /*  5 */ '  web1: { variables: { SHOP_PORT: 8080 } }',
  /*  6 */ '  web2: { variables: { SHOP_PORT: 8081 } }',
  /*  7 */ '  lb1:',
  /*  8 */ 'balancers:',
  /*  9 */ '  edge: { host: lb1, socket: /run/haproxy.sock }',
  /* 10 */ 'environments:',
  /* 11 */ '  - name: staging',
  /* 12 */ '    stage: staging',
  /* 13 */ '    hosts: [web1]',
  /* 14 */ '  - name: production',
  /* 15 */ '    stage: production',
  /* 16 */ '    hosts: [web2]',
  /* 17 */ 'services:',
  /* 18 */ '  shop:',
  /* 19 */ '    directory: /srv/shop',
  /* 20 */ '    commands: { start: ./start }',
  /* 21 */ '    checks:',
  /* 22 */ '      health: { http: /health, port: "{SHOP_PORT}" }',
  /* 23 */ '    environments:',
  /* 24 */ '      staging: {}',
  /* 25 */ '      production: { pool: { backend: shop, balancers: [edge] } }',
  /* 26 */ '',
];

/** A valid workspace of 25 lines, with some of them changed; `undefined` empties a line. */
export function shop(changes: Readonly<Record<number, string | undefined>> = {}): string {
  return lines.map((line, index) => (index + 1 in changes ? (changes[index + 1] ?? '') : line)).join('\n');
}
