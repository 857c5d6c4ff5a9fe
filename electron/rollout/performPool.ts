import { sessionsScript } from './hostScripts.ts';
import type { PoolAction } from './ports.ts';
import {
  failed,
  failedBy,
  ok,
  requireMember,
  timedOut,
  type StepContext,
  type StepResult,
} from './stepContext.ts';

const capacityPollMs = 250;

/** Sends the planned lines to every balancer of the pool and reads the state back. */
export async function performPoolAction(context: StepContext, action: PoolAction): Promise<StepResult> {
  const member = requireMember(context);
  const replies = await context.ports.pool.perform(action, member, { signal: context.signal });
  return {
    outcome: ok,
    output: replies.map(({ balancer, line, reply }) => `${balancer}> ${line}\n${reply}`.trimEnd()).join('\n'),
  };
}

/** Leaves the pool, but only where enough servers remain in service on every balancer. */
export async function performDrain(context: StepContext): Promise<StepResult> {
  return context.leavePool(async () => {
    const refusal = await awaitCapacity(context).then(
      (lacking) => (lacking === undefined ? undefined : failed(lacking)),
      failedBy, // it was only looked at: whoever waits for his turn when all is stopped stays where he is
    );
    if (refusal) return { outcome: refusal, untouched: true };
    return performPoolAction(context, 'drain');
  });
}

/** Resolves when the pool can spare the server, or, at the deadline, with the reason why it cannot. */
async function awaitCapacity(context: StepContext): Promise<string | undefined> {
  const { ports, plan, signal } = context;
  const member = requireMember(context);
  const floor = plan.pool?.floor ?? 0;
  const deadline = ports.clock.monotonicMs() + plan.settings.checkTimeoutMs;
  for (;;) {
    const pools = await ports.pool.capacity(member, { signal });
    const short = pools.filter((pool) => pool.up - (pool.memberIsUp ? 1 : 0) < floor || pool.queued > 0);
    if (short.length === 0) return undefined;
    if (ports.clock.monotonicMs() >= deadline) {
      const saw = short.map(
        (pool) => `${pool.balancer}: ${pool.up} of ${pool.servers} up, ${pool.queued} queued`,
      );
      return `without ${member.server} the pool would fall below ${floor} (${saw.join('; ')}). Bring the other servers back first, or lower minHealthy.`;
    }
    ports.tick({
      kind: 'note',
      rolloutId: context.rolloutId,
      host: context.step.host,
      text: `waiting for capacity: ${short.map((pool) => `${pool.up} up on ${pool.balancer}`).join(', ')}`,
    });
    await ports.clock.delay(capacityPollMs, { signal });
  }
}

/** Waits until no session is left; what stays at the deadline goes by the policy, and is said. */
export async function performAwaitDrained(context: StepContext): Promise<StepResult> {
  const member = requireMember(context);
  const { ports, plan, step, signal, placement } = context;
  const port = placement.port;
  const drained = await ports.pool.awaitDrained(member, {
    deadlineMs: plan.settings.drainTimeoutMs,
    signal,
    onProgress: (counts) =>
      ports.tick({
        kind: 'sessions',
        rolloutId: context.rolloutId,
        host: step.host,
        sessions: counts.map(({ balancer, scur, qcur }) => ({ balancer, sessions: scur, queued: qcur })),
      }),
    ...(port === undefined ? {} : { askHostSessions: () => countHostSessions(context, port) }),
  });
  if (drained.kind === 'drained') return { outcome: ok, detail: 'no sessions left' };

  const remaining = drained.remaining.map(
    ({ balancer, scur, qcur }) => `${balancer}: ${scur} sessions, ${qcur} queued`,
  );
  const why = drained.sticky ? 'clients hold a cookie for this server' : 'sessions did not end in time';
  const detail = `${why} (${remaining.join('; ')})`;
  switch (plan.settings.onDrainDeadline) {
    case 'maintenance':
      return { outcome: ok, detail: `${detail}; going to maintenance` };
    case 'shutdownSessions':
      await ports.pool.shutdownSessions(member, { signal });
      return { outcome: ok, detail: `${detail}; sessions were shut down` };
    case 'fail':
      return { outcome: timedOut(detail) };
  }
}

async function countHostSessions(context: StepContext, port: number): Promise<number> {
  const { output } = await context.ports
    .host(context.step.host)
    .ask(sessionsScript(port), { timeoutMs: 10_000, signal: context.signal });
  const count = Number.parseInt(output.trim(), 10);
  return Number.isNaN(count) ? 0 : count;
}

export async function performAwaitPoolHealthy(context: StepContext): Promise<StepResult> {
  const member = requireMember(context);
  const healthy = await context.ports.pool.awaitPoolHealthy(member, {
    deadlineMs: context.step.timeoutMs,
    signal: context.signal,
  });
  if (healthy.kind === 'deadline') {
    return {
      outcome: timedOut(
        `the balancers' checks did not pass within ${context.step.timeoutMs} ms: ${healthy.saw}`,
      ),
    };
  }
  return {
    outcome: ok,
    detail: healthy.blind
      ? 'no checks configured: HAProxy is blind here, our own check passed'
      : 'checks pass',
  };
}

export async function performAwaitInService(context: StepContext): Promise<StepResult> {
  const member = requireMember(context);
  const service = await context.ports.pool.awaitInService(member, {
    deadlineMs: context.step.timeoutMs,
    signal: context.signal,
  });
  if (service.kind === 'inService')
    return { outcome: ok, detail: `in service on ${member.balancers.join(', ')}` };
  return { outcome: failed(`not in service within ${context.step.timeoutMs} ms: ${service.saw}`) };
}
