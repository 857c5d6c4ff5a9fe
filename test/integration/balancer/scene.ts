import type { PreflightReport } from '../../../electron/balancer/preflight.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { createPoolControl } from '../../../electron/balancer/poolControl.ts';
import type { PoolControl, PoolMemberRef, ReloadEvent } from '../../../electron/balancer/poolMember.ts';
import { createRuntimeClient } from '../../../electron/balancer/runtimeClient.ts';
import type { RuntimeClient } from '../../../electron/balancer/runtimeClient.ts';
import { startHaproxy } from '../../fixtures/haproxy.ts';
import type { HaproxyOptions, RunningHaproxy } from '../../fixtures/haproxy.ts';
import { startHttpApp } from '../../fixtures/httpApp.ts';
import type { HttpApp } from '../../fixtures/httpApp.ts';
import { until } from '../../fixtures/until.ts';

interface Stoppable {
  stop(): Promise<unknown>;
}

/** Real parts of one test, all ended after it, the last one first. */
export function createScene() {
  const started: Stoppable[] = [];
  afterEach(async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  });

  const keep = <T extends Stoppable>(part: T): T => {
    started.push(part);
    return part;
  };
  return {
    keep,
    async app(name: string, health: HttpApp['health'] = 'healthy'): Promise<HttpApp> {
      return keep(await startHttpApp({ name, health }));
    },
    async haproxy(options: HaproxyOptions): Promise<RunningHaproxy> {
      return keep(await startHaproxy(options));
    },
  };
}

/** A control over running balancers, by name, that polls quickly and keeps what it reported. */
export function controlOf(haproxies: Readonly<Record<string, RunningHaproxy>>): {
  readonly control: PoolControl;
  readonly reloads: ReloadEvent[];
  readonly clients: ReadonlyMap<string, RuntimeClient>;
} {
  const reloads: ReloadEvent[] = [];
  const clients = new Map(
    Object.entries(haproxies).map(([name, haproxy]) => [name, clientOf(name, haproxy)]),
  );
  const control = createPoolControl({
    clients,
    now: () => new Date(),
    delay: async (ms, o) => await delay(ms, undefined, o),
    onReload: (event) => reloads.push(event),
    pollMs: 50,
  });
  return { control, reloads, clients };
}

export function clientOf(name: string, haproxy: Pick<RunningHaproxy, 'open'>): RuntimeClient {
  return createRuntimeClient({ name, open: () => haproxy.open() });
}

/** One column of one server's row, straight from `show stat`: what HAProxy itself says, past the room under test. */
export async function stat(haproxy: RunningHaproxy, name: string, column: string): Promise<string> {
  const [header = '', ...rows] = (await haproxy.ask('show stat -1 6 -1')).split('\n');
  const at = header.replace(/^# /, '').split(',').indexOf(column);
  const row = rows
    .map((line) => line.split(','))
    .find(([backend, server]) => `${backend}/${server}` === name);
  return row?.[at] ?? '';
}

export async function untilStatus(haproxy: RunningHaproxy, name: string, status: string): Promise<void> {
  await until(`${name} reads ${status}`, async () => (await stat(haproxy, name, 'status')) === status);
}
/** Checks have passed and nothing is left of the start. */
export async function untilChecked(haproxy: RunningHaproxy, name: string): Promise<void> {
  await until(`${name} is UP by a check`, async () =>
    (await stat(haproxy, name, 'check_status')).endsWith('OK'),
  );
  await untilStatus(haproxy, name, 'UP');
}

export const deadlineMs = 20_000;

/** The report on a single member. */
export async function preflightOne(control: PoolControl, member: PoolMemberRef): Promise<PreflightReport> {
  const [report] = await control.preflight([member]);
  if (!report) throw new Error('no report');
  return report;
}
