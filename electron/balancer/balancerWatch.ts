import { Fault } from '../../shared/protocol/fault.ts';
import { keyOf } from './balancerMemory.ts';
import type { BalancerMemory, Hold } from './balancerMemory.ts';
import { joinLines, setWeight } from './lines.ts';
import type { RuntimeLine } from './lines.ts';
import { observeBalancer } from './observeBalancer.ts';
import { describeServer, isAsAsked, lineFor, traitsOf } from './poolLines.ts';
import type { ReloadEvent, SentLine } from './poolMember.ts';
import { isSameProcess } from './processIdentity.ts';
import type { ProcessIdentity } from './processIdentity.ts';
import type { RuntimeClient } from './runtimeClient.ts';
import { createSharedLooks, type LookOptions } from './sharedLooks.ts';
import { verifyAcknowledged } from './runtimeReply.ts';
import type { BalancerSighting, ServerSighting } from './sighting.ts';

export interface BalancerWatch {
  /** Looks at the balancer; if its process changed, first puts the held states back and looks again (trap 3). */
  observe(o: LookOptions): Promise<BalancerSighting>;
}

export interface WatchParts {
  now(): Date;
  delay(ms: number, o: { signal?: AbortSignal }): Promise<void>;
  onReload?(event: ReloadEvent): void;
}

export function createBalancerWatch(
  client: RuntimeClient,
  memory: BalancerMemory,
  parts: WatchParts,
): BalancerWatch {
  return { observe: createSharedLooks((o) => observeAndRestore(client, memory, parts, o)) };
}

async function observeAndRestore(
  client: RuntimeClient,
  memory: BalancerMemory,
  parts: WatchParts,
  o: LookOptions,
): Promise<BalancerSighting> {
  const { seen, missing } = await observeRequested(client, parts, o);
  const before = memory.process;
  if (before === undefined || isSameProcess(before, seen))
    return verifyFound(remember(memory, seen), missing);

  const fresh = await observeServing(client, parts, withSignal(o.signal));
  const { sent, restored, gone } = await putHoldsBack(client, memory, fresh, o.signal);
  const after = await observeServing(client, parts, withSignal(o.signal));
  // Nothing is remembered before all is verified: after a throw the next look starts over.
  if (!isSameProcess(fresh, after)) throw reloadedAgain(client.name);
  verifyRestored(client.name, memory, after, restored);

  markReloaded(memory, gone);
  parts.onReload?.({ balancer: client.name, before, after: toIdentity(after), restored, gone, sent });
  return verifyFound(remember(memory, after), missing);
}

/** A backend may be gone because of a reload, which must not keep that reload from being noticed. */
async function observeRequested(
  client: RuntimeClient,
  parts: WatchParts,
  o: LookOptions,
): Promise<{ readonly seen: BalancerSighting; readonly missing?: Fault }> {
  try {
    return { seen: await observeServing(client, parts, o) };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'BALANCER_UNKNOWN_TARGET') throw error;
    return { seen: await observeServing(client, parts, withSignal(o.signal)), missing: error };
  }
}

function verifyFound(seen: BalancerSighting, missing: Fault | undefined): BalancerSighting {
  if (missing !== undefined) throw missing;
  return seen;
}

const readAttempts = 3;
const betweenAttemptsMs = 200;

/**
 * Reading is safe to repeat, and while HAProxy hands its sockets over a connection may be cut or end at the old
 * process: three attempts before the balancer counts as unreachable.
 */
async function observeServing(
  client: RuntimeClient,
  parts: WatchParts,
  o: LookOptions,
): Promise<BalancerSighting> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const seen = await observeBalancer(client, { ...o, now: () => parts.now() });
      if (!seen.stopping) return seen;
      throw stopping(client.name, seen.pid);
    } catch (error) {
      if (attempt === readAttempts || !(error instanceof Fault) || !error.retryable) throw error;
      await parts.delay(betweenAttemptsMs, withSignal(o.signal));
    }
  }
}

/** Tries every hold, also when one fails: a host less that takes traffic while it is worked on. */
async function putHoldsBack(
  client: RuntimeClient,
  memory: BalancerMemory,
  seen: BalancerSighting,
  signal: AbortSignal | undefined,
): Promise<Pick<ReloadEvent, 'sent' | 'restored' | 'gone'>> {
  const sent: SentLine[] = [];
  const restored: string[] = [];
  const gone: string[] = [];
  const failures: unknown[] = [];
  for (const hold of memory.holds.values()) {
    const server = findServer(seen, hold);
    if (server === undefined) {
      gone.push(keyOf(hold.name));
      continue;
    }
    try {
      const line = lineOfHold(hold, server);
      const reply = await client.command(line, withSignal(signal));
      verifyAcknowledged(client.name, line, reply);
      sent.push({ balancer: client.name, line, reply });
      restored.push(keyOf(hold.name));
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return { sent, restored, gone };
}

function lineOfHold(hold: Hold, server: ServerSighting): RuntimeLine {
  return joinLines(
    ...(hold.action === undefined ? [] : [lineFor(hold.action, hold.name, traitsOf(server))]),
    ...(hold.weight === undefined ? [] : [setWeight(hold.name, hold.weight)]),
  );
}

function verifyRestored(
  balancer: string,
  memory: BalancerMemory,
  seen: BalancerSighting,
  restored: readonly string[],
): void {
  for (const key of restored) {
    const hold = memory.holds.get(key);
    const server = hold === undefined ? undefined : findServer(seen, hold);
    if (hold?.action === undefined || server === undefined || isAsAsked(hold.action, server)) continue;
    throw new Fault(
      'BALANCER_REFUSED',
      `${key} on balancer ${balancer} was put back to "${hold.action}" after a reload and reads: ${describeServer(server)}`,
      { retryable: true },
    );
  }
}

function markReloaded(memory: BalancerMemory, gone: readonly string[]): void {
  for (const key of gone) memory.holds.delete(key);
  for (const [key, hold] of memory.holds) memory.holds.set(key, { ...hold, reloaded: true });
  // The new process began with the configured weights.
  memory.weightsBefore.clear();
}

function remember(memory: BalancerMemory, seen: BalancerSighting): BalancerSighting {
  memory.process = toIdentity(seen);
  for (const server of seen.servers) {
    memory.traits.set(keyOf(server), traitsOf(server));
    memory.initialWeights.set(keyOf(server), server.initialWeight);
  }
  return seen;
}

function findServer(seen: BalancerSighting, hold: Hold): ServerSighting | undefined {
  return seen.servers.find((server) => keyOf(server) === keyOf(hold.name));
}

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function toIdentity(seen: BalancerSighting): ProcessIdentity {
  return { pid: seen.pid, uptimeSeconds: seen.uptimeSeconds, at: seen.at };
}

function stopping(balancer: string, pid: number): Fault {
  return new Fault(
    'BALANCER_UNREACHABLE',
    `balancer ${balancer}: process ${pid} is stopping, and no other one answers`,
    {
      wayOut: `Check that HAProxy on ${balancer} was reloaded and not stopped.`,
      retryable: true,
    },
  );
}

function reloadedAgain(balancer: string): Fault {
  return new Fault(
    'BALANCER_UNREACHABLE',
    `balancer ${balancer} was reloaded again while held states were put back`,
    {
      retryable: true,
    },
  );
}
