import { join } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';
import { askBalancer, parseStatRows } from './balancers/askBalancer.ts';
import type { BalancerOptions, DemoBalancer } from './balancers/demoBalancer.ts';
import { findHaproxy, startHaproxy } from './balancers/haproxyBalancer.ts';
import { startInProcessBalancer } from './balancers/inProcessBalancer.ts';
import type { FleetPlan } from './fleetPlan.ts';
import type { Lifeline } from './processes/lifeline.ts';
import { waitUntil } from './processes/waitUntil.ts';

export type BalancerChoice = 'auto' | 'haproxy' | 'in-process';
export const backendName = 'shop';

export function socketPathOf(runDirectory: string, balancer: string): string {
  return join(runDirectory, `${balancer}.sock`);
}

/** Starts every balancer and waits until all of them see all servers up. */
export async function startBalancers(
  plan: FleetPlan,
  choice: BalancerChoice,
  runDirectory: string,
  lifeline: Lifeline,
  signal: AbortSignal | undefined,
): Promise<readonly DemoBalancer[]> {
  const executable = choice === 'in-process' ? undefined : findHaproxy();
  if (choice === 'haproxy' && executable === undefined) {
    throw new Fault('UNSUPPORTED', 'There is no haproxy on this machine.', {
      wayOut: 'Install haproxy, or start the demo with the in-process balancers.',
    });
  }
  const servers = plan.production.map(({ name, servicePort }) => ({ name, port: servicePort }));
  const starts = await Promise.allSettled(
    plan.balancers.map(({ name, frontendPort }) => {
      const socketPath = socketPathOf(runDirectory, name);
      const options: BalancerOptions = {
        name,
        port: frontendPort,
        socketPath,
        backend: backendName,
        servers,
      };
      return executable === undefined
        ? startInProcessBalancer(options)
        : startHaproxy(executable, join(runDirectory, `${name}.cfg`), options, lifeline);
    }),
  );
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  try {
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
    await Promise.all(started.map((balancer) => waitUntilAllUp(balancer, signal)));
    return started;
  } catch (error) {
    await Promise.all(started.map((balancer) => balancer.close()));
    throw error;
  }
}

async function waitUntilAllUp(
  { name, socketPath }: DemoBalancer,
  signal: AbortSignal | undefined,
): Promise<void> {
  const isUp = async (): Promise<boolean> => {
    const rows = parseStatRows(await askBalancer(socketPath, `show stat ${backendName} 4 -1`));
    return rows.length > 0 && rows.every((row) => row['status'] === 'UP' && row['check_status'] === 'L7OK');
  };
  await waitUntil(isUp, { what: `${name} sees every server up`, deadlineMs: 20_000, signal });
}
