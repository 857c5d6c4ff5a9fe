import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Balancer, SshDestination, Workspace } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { CommandBalancer } from '../balancer/commands/commandBalancer.ts';
import { createRuntimeClient, type RuntimeClient } from '../balancer/runtimeClient.ts';
import { createKnownHostsFromFiles } from '../ssh/knownHosts.ts';
import { createSshFleet } from '../ssh/createSshFleet.ts';
import type { RemoteHost, SshTarget } from '../ssh/remoteHost.ts';
import { createCommandBalancers } from './commandBalancers.ts';

/** The hosts and balancers of a workspace, ready to be talked to; nothing is connected before it is needed. */
export interface Reach {
  host(name: string): RemoteHost;
  /** Those that are HAProxy. */
  readonly balancers: ReadonlyMap<string, RuntimeClient>;
  /** Those that are served by commands; nothing can be changed through these, for nothing is locked. */
  readonly commandBalancers: ReadonlyMap<string, CommandBalancer>;
  dispose(): Promise<void>;
}

export function createReach(
  workspace: Workspace,
  options: { askPassphrase(identityFile: string, attempt: number): Promise<string | undefined> },
): Reach {
  const [firstFile, ...otherFiles] = workspace.ssh.knownHosts;
  if (firstFile === undefined) throw new Fault('WORKSPACE_INVALID', 'No known_hosts file is named.');
  const ssh = createSshFleet({
    knownHosts: createKnownHostsFromFiles([firstFile, ...otherFiles]),
    askPassphrase: (file, attempt) => options.askPassphrase(file, attempt),
    connectTimeoutMs: workspace.ssh.connectTimeoutMs,
    keepAliveMs: workspace.ssh.keepAliveMs,
  });
  const destinations = new Map(workspace.hosts.map((host) => [host.name as string, host.ssh]));

  const host = (name: string): RemoteHost => {
    const destination = destinations.get(name);
    if (!destination) throw new Fault('NOT_FOUND', `The workspace has no host ${name}.`);
    return ssh.host(toSshTarget(destination, workspace.ssh.useAgent));
  };

  return {
    host,
    balancers: new Map(
      workspace.balancers.flatMap(({ name, connection }) =>
        connection.kind === 'commands'
          ? []
          : [[name, createRuntimeClient({ name, open: (open) => openRuntimeApi(connection, host, open) })]],
      ),
    ),
    commandBalancers: createCommandBalancers({ workspace, host }),
    dispose: () => ssh.dispose(),
  };
}

/** As a plan asks them; nothing is changed through these. */
export function balancersOf(reach: Pick<Reach, 'balancers' | 'commandBalancers'>) {
  return { haproxies: reach.balancers, byCommands: reach.commandBalancers };
}

function toSshTarget(destination: SshDestination, useAgent: boolean): SshTarget {
  const { name, address, port, user, identityFiles } = destination;
  return {
    name,
    address,
    port,
    user,
    identityFiles,
    jumps: destination.jumps.map((jump) => toSshTarget(jump, useAgent)),
    ...(useAgent ? {} : { agentSocket: 'none' }),
  };
}

/** HAProxy's admin socket through SSH, or its TCP port, directly or through a host. */
function openRuntimeApi(
  connection: Exclude<Balancer['connection'], { kind: 'commands' }>,
  host: (name: string) => RemoteHost,
  options: { readonly signal?: AbortSignal },
): Promise<Duplex> {
  switch (connection.kind) {
    case 'socketOverSsh':
      return host(connection.host).openUnixSocket(connection.socketPath, options);
    case 'tcp':
      return connection.viaHost === undefined
        ? openTcp(connection.address, connection.port, options)
        : host(connection.viaHost).openTcp(connection.address, connection.port, options);
  }
}

function openTcp(address: string, port: number, options: { readonly signal?: AbortSignal }): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, ...(options.signal ? { signal: options.signal } : {}) });
    socket.setNoDelay(true);
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}
