import type { FleetSnapshot } from '../../../shared/contract/fleetArea.ts';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import { reduce } from '../../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState, type RolloutState } from '../../../shared/journal/state.ts';
import {
  balancerName,
  environmentName,
  haproxyName,
  hostName,
  serviceName,
} from '../../../shared/model/names.ts';
import type { Plan, StepKind } from '../../../shared/model/plan.ts';
import type { Release } from '../../../shared/model/release.ts';
import { defaultRolloutSettings } from '../../../shared/model/rolloutSettings.ts';
import type { BalancerSighting, HostSighting } from '../../../shared/model/sighting.ts';
import type { Workspace } from '../../../shared/model/workspace.ts';

/** A service `shop` on three hosts of production behind two balancers, and what may be known of them. */
export const t0 = new Date('2026-11-21T08:00:00.000Z');
export const now = new Date('2026-11-21T08:00:30.000Z');
export const hosts = ['web-1', 'web-2', 'web-3'].map((name) => hostName.parse(name));
export const balancers = ['lb-1', 'lb-2'].map((name) => balancerName.parse(name));
const shop = serviceName.parse('shop');
const production = environmentName.parse('production');
const backend = haproxyName.parse('shop');

export const release = (version: string): Release => ({
  service: shop,
  version,
  commit: 'c'.repeat(40),
  artifactSha256: version.replaceAll('.', '').padEnd(64, '0'),
});

export const workspace: Workspace = {
  name: 'Shop',
  directory: '/shop',
  releasesFolder: 'releases',
  configurationSha256: 'a'.repeat(64),
  ssh: { knownHosts: ['/known_hosts'], useAgent: false, connectTimeoutMs: 1_000, keepAliveMs: 1_000 },
  hosts: [],
  balancers: [],
  environments: [
    { name: environmentName.parse('staging'), stage: 'staging', hosts: [] },
    { name: production, stage: 'production', hosts },
  ],
  services: [{ name: shop, repositories: [], unpack: 'tar.gz', commands: { start: 'true' } }],
  people: [],
  bots: [],
  policies: [],
  targets: [
    {
      service: shop,
      environment: production,
      pool: { backend, balancers },
      placements: hosts.map((host) => ({
        host,
        directory: 'shop',
        server: haproxyName.parse(host),
        checks: { health: { command: 'true' } },
      })),
      settings: defaultRolloutSettings,
    },
  ],
};

export function seen(
  host: string,
  of: { version?: string; running?: string; health?: 'passing' | 'failing' } = {},
): HostSighting {
  const { version = '1.0.0', running = version, health = 'passing' } = of;
  const { commit, artifactSha256 } = release(version);
  return {
    kind: 'seen',
    host: hostName.parse(host),
    at: t0.toISOString(),
    services: [
      {
        service: shop,
        release: { version, commit, artifactSha256, folder: `${version}-x` },
        runningVersion: running,
        health,
      },
    ],
  };
}

export function notSeen(host: string, message: string): HostSighting {
  return {
    kind: 'notSeen',
    host: hostName.parse(host),
    at: t0.toISOString(),
    trouble: 'unreachable',
    message,
  };
}

export function balancer(
  name: string,
  states: Readonly<Record<string, 'up' | 'maintenance'>> = {},
): BalancerSighting {
  return {
    kind: 'seen',
    balancer: balancerName.parse(name),
    at: t0.toISOString(),
    version: '3.0',
    pid: 1,
    uptimeSeconds: 1,
    servers: hosts.map((server) => {
      const state = states[server] ?? 'up';
      return {
        backend: 'shop',
        server,
        state,
        status: state === 'up' ? 'UP' : 'MAINT',
        check: 'L7OK',
        sessions: 0,
        queued: 0,
        weight: 1,
        requestsTotal: 0,
      };
    }),
  };
}

export const allWell: FleetSnapshot = {
  hosts: hosts.map((host) => seen(host)),
  balancers: balancers.map((name) => balancer(name)),
};

let seq = 0;
export function record(event: JournalEvent, at: Date = t0): JournalRecord {
  seq += 1;
  return {
    seq,
    bodySha256: 'b'.repeat(64),
    chainSha256: 'c'.repeat(64),
    envelope: {
      format: 1,
      id: `r${seq}`,
      at: at.toISOString(),
      monotonicMs: 0,
      desktop: 'desk',
      app: '0',
      actor: { kind: 'person', name: 'ada' },
    },
    event,
  };
}

export function stateAfter(...events: readonly JournalEvent[]): JournalState {
  return events.map((event) => record(event)).reduce(reduce, emptyJournalState);
}

const rolloutId = 'rollout-1';
export const requested: JournalEvent = {
  kind: 'rolloutRequested',
  rolloutId,
  service: shop,
  environment: production,
  release: release('1.1.0'),
  planSha256: 'd'.repeat(64),
  batches: [hosts.slice(0, 1), hosts.slice(1)],
};
export const started: JournalEvent = {
  kind: 'rolloutStarted',
  rolloutId,
  runner: { machine: 'desk', pid: 7, processIdentity: 'x' },
};

export function begun(host: string, step: StepKind): JournalEvent {
  return { kind: 'stepBegun', rolloutId, stepId: `${host}/${step}`, step, host: hostName.parse(host) };
}

export function finished(host: string, step: StepKind, failure?: string): JournalEvent {
  return {
    kind: 'stepFinished',
    rolloutId,
    stepId: `${host}/${step}`,
    step,
    host: hostName.parse(host),
    outcome:
      failure === undefined ? { kind: 'ok' } : { kind: 'failed', trouble: 'stepFailed', message: failure },
    durationMs: 40,
  };
}

export const interrupted: JournalEvent = { kind: 'rolloutInterrupted', rolloutId, reason: 'gone' };

export function hostDone(host: string): JournalEvent {
  return { kind: 'hostFinished', rolloutId, host: hostName.parse(host), outcome: { kind: 'done' } };
}

export function hostFailed(host: string, reason: string): JournalEvent {
  return {
    kind: 'hostFinished',
    rolloutId,
    host: hostName.parse(host),
    outcome: { kind: 'failedOut', reason },
  };
}

export function debt(host: string, reason: string): JournalEvent {
  return {
    kind: 'debtOpened',
    debtId: `debt-${host}`,
    service: shop,
    environment: production,
    host: hostName.parse(host),
    rolloutId,
    reason,
  };
}

export function rolloutOf(state: JournalState): RolloutState {
  const rollout = state.rollouts[rolloutId];
  if (!rollout) throw new Error('the scene has no rollout');
  return rollout;
}

const kinds: readonly StepKind[] = [
  'inspect',
  'drain',
  'awaitDrained',
  'maintain',
  'start',
  'check',
  'ready',
];
export const plan: Plan = {
  format: 1,
  service: shop,
  environment: production,
  release: release('1.1.0'),
  settings: { ...defaultRolloutSettings, maxFailures: 1 },
  pool: { backend, balancers, servers: 3, floor: 2 },
  batches: [hosts.slice(0, 1), hosts.slice(1)],
  hosts: hosts.map((host, index) => ({
    host,
    batch: index === 0 ? 0 : 1,
    server: haproxyName.parse(host),
    staging: [{ id: `${host}/stage`, kind: 'stage', host, lines: [], timeoutMs: 1_000 }],
    steps: kinds.map((kind) => ({
      id: `${host}/${kind}`,
      kind,
      host,
      lines: [{ to: { kind: 'host', name: host }, text: `echo ${kind}\necho two` }],
      timeoutMs: 1_000,
    })),
  })),
};
