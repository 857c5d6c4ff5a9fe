import { formatDuration } from '../../shared/view/formatDuration.ts';
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

/** Sets the weight, and says what part of the traffic that is. */
export async function performShare(context: StepContext, percent: number): Promise<StepResult> {
  const member = requireMember(context);
  const set = await context.ports.pool.share(member, percent, { signal: context.signal });
  const detail = set
    .map(({ balancer, weight, initialWeight, share }) => {
      const part = share > 0 ? `, about 1 of ${Math.round(1 / share)} requests` : '';
      return `weight ${weight} of ${initialWeight} on ${balancer}${part}`;
    })
    .join('; ');
  return {
    outcome: ok,
    detail,
    output: set.map(({ balancer, line, reply }) => `${balancer}> ${line}\n${reply}`.trimEnd()).join('\n'),
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
    const short = pools.filter(
      (pool) =>
        pool.up - (pool.memberIsUp ? 1 : 0) < floor || pool.queued > 0 || (pool.shareWithout ?? 0) >= 1,
    );
    if (short.length === 0) return undefined;
    if (ports.clock.monotonicMs() >= deadline) {
      const saw = short.map(
        (pool) =>
          `${pool.balancer}: ${pool.up} of ${pool.servers} up, ${pool.queued} queued${fullness(pool)}`,
      );
      return `without ${member.server} the pool would fall below ${floor} or be overrun (${saw.join('; ')}). Bring the other servers back first, or lower minHealthy.`;
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

function fullness({ shareWithout }: { readonly shareWithout?: number }): string {
  if (shareWithout === undefined || shareWithout < 1) return '';
  return `, ${Math.round(shareWithout * 100)} % of the session limits that would be left`;
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

  if (drained.notOut && drained.notOut.length > 0) {
    const within = formatDuration(plan.settings.drainTimeoutMs);
    return { outcome: timedOut(`not out within ${within}: ${drained.notOut.join('; ')}`) };
  }
  const remaining = drained.remaining.map(
    ({ balancer, scur, qcur }) => `${balancer}: ${scur} sessions, ${qcur} queued`,
  );
  if (drained.hostSessions !== undefined)
    remaining.push(`on the host itself: ${drained.hostSessions} in use`);
  const why = drained.sticky ? 'clients hold a cookie for this server' : 'sessions did not end in time';
  const detail = `${why} (${remaining.join('; ')})`;
  switch (plan.settings.onDrainDeadline) {
    case 'maintenance':
      return {
        outcome: ok,
        detail: `${detail}; going to maintenance`,
        ...(drained.sticky ? { isSticky: true } : {}),
      };
    case 'shutdownSessions':
      await ports.pool.shutdownSessions(member, { signal });
      return { outcome: ok, detail: `${detail}; sessions were shut down` };
    case 'fail':
      return { outcome: timedOut(detail) };
  }
}

/** Nothing where the host cannot tell: that is no 0. */
async function countHostSessions(context: StepContext, port: number): Promise<number | undefined> {
  const { output } = await context.ports
    .host(context.step.host)
    .ask(sessionsScript(port), { timeoutMs: 10_000, signal: context.signal });
  return /^\d+$/.test(output.trim()) ? Number(output.trim()) : undefined;
}

/** Bound clients go elsewhere only now: the requests that they have under way are waited for before the host is stopped. */
export async function performMaintain(context: StepContext): Promise<StepResult> {
  const result = await performPoolAction(context, 'maintain');
  if (context.wasSticky !== true) return result;
  const { ports, plan, signal } = context;
  const drained = await ports.pool.awaitDrained(requireMember(context), {
    deadlineMs: plan.settings.drainTimeoutMs,
    signal,
  });
  const detail = drained.kind === 'drained' ? 'the last bound clients are gone' : 'some requests go on';
  return { ...result, detail };
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
