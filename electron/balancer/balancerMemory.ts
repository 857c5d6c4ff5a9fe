import type { ServerName } from './lines.ts';
import type { PoolAction, ServerTraits } from './poolLines.ts';
import type { ProcessIdentity } from './processIdentity.ts';

/** A state that this control asked for and that a reload would forget. */
export interface Hold {
  readonly name: ServerName;
  /** `undefined` when only its weight is held. */
  readonly action?: Exclude<PoolAction, 'ready'>;
  readonly weight?: number;
  /** A reload came since: an older worker may still serve the host (trap 4). */
  readonly reloaded: boolean;
}

/** What is remembered about one balancer between looks. Only `balancerWatch` and `poolControl` write it. */
export interface BalancerMemory {
  process?: ProcessIdentity;
  readonly holds: Map<string, Hold>;
  readonly traits: Map<string, ServerTraits>;
  /** As configured, seen last. */
  readonly initialWeights: Map<string, number>;
  /** Weights before a member went out, to tell that it came back as it was. */
  readonly weightsBefore: Map<string, number>;
}

export function createBalancerMemory(): BalancerMemory {
  return { holds: new Map(), traits: new Map(), initialWeights: new Map(), weightsBefore: new Map() };
}

export function keyOf(name: ServerName): string {
  return `${name.backend}/${name.server}`;
}

export function holdState(
  memory: BalancerMemory,
  name: ServerName,
  action: Exclude<PoolAction, 'ready'>,
): void {
  const before = memory.holds.get(keyOf(name));
  memory.holds.set(keyOf(name), { reloaded: false, ...before, name, action });
}

export function holdWeight(memory: BalancerMemory, name: ServerName, weight: number): void {
  const before = memory.holds.get(keyOf(name));
  memory.holds.set(keyOf(name), { reloaded: false, ...before, name, weight });
}

/** Back to what was held before a change that did not happen. */
export function restoreHold(memory: BalancerMemory, name: ServerName, before: Hold | undefined): void {
  if (before === undefined) memory.holds.delete(keyOf(name));
  else memory.holds.set(keyOf(name), before);
}

/** `ready` ends the hold of the state, never that of the weight (trap 7). */
export function releaseState(memory: BalancerMemory, name: ServerName): void {
  const before = memory.holds.get(keyOf(name));
  if (before?.weight === undefined) memory.holds.delete(keyOf(name));
  else memory.holds.set(keyOf(name), { name, weight: before.weight, reloaded: before.reloaded });
}

export function releaseWeight(memory: BalancerMemory, name: ServerName): void {
  const before = memory.holds.get(keyOf(name));
  if (before?.action === undefined) memory.holds.delete(keyOf(name));
  else memory.holds.set(keyOf(name), { name, action: before.action, reloaded: before.reloaded });
}
