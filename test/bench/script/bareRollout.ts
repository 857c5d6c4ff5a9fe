import { setTimeout as delay } from 'node:timers/promises';
import { checkPollMs } from '../../../electron/rollout/performChecks.ts';
import type { Host, Placement, Workspace } from '../../../shared/model/workspace.ts';
import type { BenchRelease } from '../fleet/addRelease.ts';
import { timed } from '../lib/statistics.ts';
import { createBareBalancers, type BareBalancers } from './bareBalancers.ts';
import { connectBarely, type BareConnection } from './bareConnection.ts';

/** How long each phase took, on each host. */
export type Phases = ReadonlyMap<string, readonly number[]>;

/**
 * A rollout as a script does it: one batch after the other, its hosts beside each other as the two balancers are,
 * nothing written down, nothing looked at twice, no host key checked.
 */
export async function rollBarely(
  workspace: Workspace,
  release: BenchRelease,
  batch: number,
): Promise<Phases> {
  const phases = new Map<string, number[]>();
  const measure: Measure = async (phase, work) => {
    const { value, ms } = await timed(work);
    phases.set(phase, [...(phases.get(phase) ?? []), ms]);
    return value;
  };
  const edge = await connectBarely(findEdge(workspace).ssh);
  // sshd switches Nagle's algorithm off with the first command of a connection (session.c, `do_exec`): a script
  // that only forwards would wait 40 ms for each answer of HAProxy.
  await edge.exec('true');
  const balancers = createBareBalancers(edge, socketPathsOf(workspace));
  const hosts = serviceHostsOf(workspace);
  for (let first = 0; first < hosts.length; first += batch) {
    await Promise.all(
      hosts
        .slice(first, first + batch)
        .map((host) => upgrade({ host, release, balancers, measure, ...targetOf(workspace, host) })),
    );
  }
  await edge.end();
  return phases;
}

type Measure = <T>(phase: string, work: () => Promise<T>) => Promise<T>;

interface Upgrade {
  readonly host: Host;
  readonly release: BenchRelease;
  readonly balancers: BareBalancers;
  readonly measure: Measure;
  readonly placement: Placement;
  readonly backend: string;
  readonly commands: NonNullable<Workspace['services'][number]['commands']>;
}

async function upgrade(work: Upgrade): Promise<void> {
  const { host, release, balancers, measure, placement, backend, commands } = work;
  const server = placement.server ?? '';
  const pair = `${backend}/${server}`;
  const ssh = await measure('connect', () => connectBarely(host.ssh));
  const run = (script: string): Promise<string> => ssh.exec(`cd ${placement.directory} || exit 1\n${script}`);

  await measure('stage', () => upload(ssh, placement.directory, release));
  await measure('verify', () => verify(run, release));
  await measure('unpack', () => run(unpackScript(release)));
  await measure('drain', () => balancers.send(`set server ${pair} state drain`));
  await measure('awaitDrained', () => balancers.waitFor(backend, server, hasNoSessions));
  await measure('maintain', () => balancers.send(`set server ${pair} state maint`));
  await measure('stop', () => run(withVariables(host, commands.stop ?? 'true')));
  await measure('switch', () =>
    run(`ln -sfn releases/${folderOf(release)} current.next && mv -T current.next current`),
  );
  await measure('start', () => run(withVariables(host, commands.start)));
  await measure('check', () => waitUntilHealthy(ssh, placement.port ?? 0));
  await measure('admit', () =>
    balancers.send(`set server ${pair} state drain; set server ${pair} health down`),
  );
  await measure('awaitPoolHealthy', () => balancers.waitFor(backend, server, hasPassedChecks));
  await measure('smoke', () => smoke(ssh, placement.port ?? 0, release));
  await measure('ready', () => balancers.send(`set server ${pair} state ready`));
  await measure('awaitInService', () =>
    balancers.waitFor(backend, server, (row) => row.get('status') === 'UP'),
  );
  await measure('disconnect', () => ssh.end());
}

async function upload(ssh: BareConnection, directory: string, release: BenchRelease): Promise<void> {
  await ssh.exec(`mkdir -p ${directory}/artifacts ${directory}/releases`);
  await ssh.put(release.artifactFile, `${directory}/artifacts/${release.sha256}`);
}

async function verify(run: (script: string) => Promise<string>, { sha256 }: BenchRelease): Promise<void> {
  const found = await run(`sha256sum artifacts/${sha256}`);
  if (!found.startsWith(`${sha256} `)) throw new Error(`the artifact arrived as ${found}`);
}

function unpackScript(release: BenchRelease): string {
  const folder = `releases/${folderOf(release)}`;
  const facts = `service shop\\nversion ${release.version}\\ncommit ${release.commit}\\nsha256 ${release.sha256}\\n`;
  return [
    `mkdir ${folder} && tar -xzf artifacts/${release.sha256} -C ${folder}`,
    `printf '${facts}' > ${folder}/.signalbox-release`,
  ].join(' && ');
}

async function waitUntilHealthy(ssh: BareConnection, port: number): Promise<void> {
  while ((await ssh.get(port, '/health')).status !== 200) await delay(checkPollMs);
}

async function smoke(ssh: BareConnection, port: number, { version }: BenchRelease): Promise<void> {
  const { status, body } = await ssh.get(port, '/');
  if (status !== 200 || !body.includes(version)) throw new Error(`smoke test: ${status} ${body}`);
}

function hasNoSessions(row: ReadonlyMap<string, string>): boolean {
  return row.get('scur') === '0';
}

/** Earned, not trusted: DRAIN with a passed check and full health. */
function hasPassedChecks(row: ReadonlyMap<string, string>): boolean {
  const full = Number(row.get('check_rise')) + Number(row.get('check_fall')) - 1;
  return (
    row.get('status') === 'DRAIN' &&
    row.get('check_status') === 'L7OK' &&
    Number(row.get('check_health')) === full
  );
}

function withVariables(host: Host, command: string): string {
  const exports = Object.entries(host.variables).map(([name, value]) => `export ${name}='${value}'`);
  return [...exports, command].join('\n');
}

function folderOf({ version, sha256 }: BenchRelease): string {
  return `${version}-${sha256.slice(0, 12)}`;
}

function targetOf(workspace: Workspace, host: Host): Pick<Upgrade, 'placement' | 'backend' | 'commands'> {
  const target = workspace.targets[0];
  const placement = target?.placements.find((candidate) => candidate.host === host.name);
  const service = workspace.services.find((candidate) => candidate.name === target?.service);
  if (!target?.pool || !placement || !service?.commands) throw new Error(`nothing runs on ${host.name}`);
  return { placement, backend: target.pool.backend, commands: service.commands };
}

function socketPathsOf(workspace: Workspace): string[] {
  return workspace.balancers.flatMap(({ connection }) =>
    connection.kind === 'socketOverSsh' ? [connection.socketPath] : [],
  );
}

function serviceHostsOf(workspace: Workspace): Host[] {
  const names = workspace.targets.flatMap(({ placements }) => placements.map(({ host }) => host));
  return workspace.hosts.filter(({ name }) => names.includes(name));
}

/** The machine on which both HAProxy run: one connection to it for the whole run. */
function findEdge(workspace: Workspace): Host {
  const names = workspace.balancers.map(({ connection }) =>
    connection.kind === 'socketOverSsh' ? connection.host : undefined,
  );
  const edge = workspace.hosts.find((host) => names.every((name) => name === host.name));
  if (!edge) throw new Error('the balancers do not stand on one host');
  return edge;
}
