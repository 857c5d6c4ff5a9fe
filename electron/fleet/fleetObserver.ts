import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FleetEvent, FleetSnapshot } from '../../shared/contract/fleetArea.ts';
import type { BalancerSighting, HostSighting } from '../../shared/model/sighting.ts';

export interface FleetObserver {
  /** The last sighting of each host and balancer; empty before the first look. */
  snapshot(): FleetSnapshot;
  /** Looks now, at all or at the named ones; resolves when each has been looked at. */
  look(of?: {
    readonly hosts?: ReadonlySet<string>;
    readonly balancers?: ReadonlySet<string>;
  }): Promise<FleetSnapshot>;
  /** Keeps looking, until the returned function is called as often as this one. */
  watch(): () => void;
  onSighting(listener: (event: FleetEvent) => void): () => void;
  dispose(): Promise<void>;
}

export interface FleetObserverOptions {
  readonly hosts: readonly string[];
  readonly balancers: readonly string[];
  observeHost(name: string, options: { readonly signal: AbortSignal }): Promise<HostSighting>;
  observeBalancer(name: string, options: { readonly signal: AbortSignal }): Promise<BalancerSighting>;
  /** Pause between two looks at the same host or balancer. */
  readonly intervalMs: number;
  /** Another pause for balancers that are dear to look at. */
  intervalOfBalancerMs?(name: string): number | undefined;
  delay(ms: number, options: { readonly signal: AbortSignal }): Promise<void>;
}

const questionsInOneGo = 32;

/** Looks at hosts and balancers, each at its own pace: a slow one never holds up the others. */
export function createFleetObserver(options: FleetObserverOptions): FleetObserver {
  const hosts = new Map<string, HostSighting>();
  const balancers = new Map<string, BalancerSighting>();
  const listeners = new Set<(event: FleetEvent) => void>();
  const running = new Map<string, Promise<void>>();
  const disposal = new AbortController();
  let watchers = 0;
  let watching: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;

  const publish = (event: FleetEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const subjects: readonly Subject[] = [
    ...options.hosts.map((name) => ({
      key: `host/${name}`,
      intervalMs: options.intervalMs,
      look: async (signal: AbortSignal) => {
        const sighting = await options.observeHost(name, { signal });
        if (signal.aborted) return;
        hosts.set(name, sighting);
        publish({ of: 'host', sighting });
      },
    })),
    ...options.balancers.map((name) => ({
      key: `balancer/${name}`,
      intervalMs: options.intervalOfBalancerMs?.(name) ?? options.intervalMs,
      look: async (signal: AbortSignal) => {
        const sighting = await options.observeBalancer(name, { signal });
        if (signal.aborted) return;
        balancers.set(name, sighting);
        publish({ of: 'balancer', sighting });
      },
    })),
  ];

  /** Two callers who want the same look share it. */
  const lookAt = (subject: Subject): Promise<void> => {
    const current = running.get(subject.key);
    if (current) return current;
    const look = subject.look(disposal.signal).finally(() => running.delete(subject.key));
    running.set(subject.key, look);
    return look;
  };

  /** The first pause is a share of the others: from then on the looks lie spread over the interval, and not all in one moment. */
  const keepLooking = async (subject: Subject, firstPause: number, signal: AbortSignal): Promise<void> => {
    for (let share = firstPause; !signal.aborted; share = 1) {
      await lookAt(subject);
      try {
        await options.delay(subject.intervalMs * share, { signal });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  };

  const keepLookingAtAll = async (signal: AbortSignal): Promise<void> => {
    const each: Promise<void>[] = [];
    for (const [place, subject] of subjects.entries()) {
      const looking = keepLooking(subject, (place + 1) / subjects.length, signal);
      looking.catch(() => undefined); // told where all are awaited
      each.push(looking);
      // A thousand questions at once would hold up everybody else.
      if (each.length % questionsInOneGo === 0) await nextTurn();
    }
    await Promise.all(each);
  };

  const startWatching = (): void => {
    const abort = new AbortController();
    watching = { abort, done: keepLookingAtAll(abort.signal) };
  };

  const snapshot = (): FleetSnapshot => ({ hosts: [...hosts.values()], balancers: [...balancers.values()] });

  return {
    snapshot,
    look: async (of) => {
      const wanted = subjects.filter((subject) => isWanted(subject, of));
      await Promise.all(wanted.map((subject) => lookAt(subject)));
      return snapshot();
    },
    watch: () => {
      watchers += 1;
      if (watchers === 1) startWatching();
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        watchers -= 1;
        if (watchers === 0) watching?.abort.abort();
      };
    },
    onSighting: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose: async () => {
      watching?.abort.abort();
      disposal.abort();
      listeners.clear();
      await Promise.allSettled([...running.values(), watching?.done]);
    },
  };
}

interface Subject {
  readonly key: string;
  readonly intervalMs: number;
  look(signal: AbortSignal): Promise<void>;
}

function isWanted(
  subject: Subject,
  of: { readonly hosts?: ReadonlySet<string>; readonly balancers?: ReadonlySet<string> } | undefined,
): boolean {
  if (!of) return true;
  const [kind, name] = subject.key.split('/', 2);
  return (kind === 'host' ? of.hosts : of.balancers)?.has(name ?? '') ?? false;
}
