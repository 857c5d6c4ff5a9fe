import { createStore, type StoreApi } from 'zustand/vanilla';
import { feeds, type FeedName } from '../../../shared/contract/contract.ts';
import { feedTable } from '../../../shared/protocol/contractTables.ts';
import type { FleetEvent } from '../../../shared/contract/fleetArea.ts';
import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import type { FeedListener } from '../../../shared/protocol/clientSubscription.ts';
import { Fault, fromFaultData, toFaultData } from '../../../shared/protocol/fault.ts';
import { createCells, type Cells, type CellsPorts } from './cells/createCells.ts';
import { createGathering } from './frames.ts';
import type {
  ConnectionState,
  FeedStatuses,
  FleetState,
  IdentityStoreState,
  ProgressState,
  PromptsState,
  TrafficState,
  VerificationState,
  WorkspaceState,
} from './state.ts';

export interface Stores {
  readonly client: Client;
  readonly connection: StoreApi<ConnectionState>;
  readonly workspace: StoreApi<WorkspaceState>;
  readonly journal: StoreApi<JournalState>;
  readonly fleet: StoreApi<FleetState>;
  readonly progress: StoreApi<ProgressState>;
  readonly verification: StoreApi<VerificationState>;
  readonly prompts: StoreApi<PromptsState>;
  readonly traffic: StoreApi<TrafficState>;
  readonly identity: StoreApi<IdentityStoreState>;
  readonly feeds: StoreApi<FeedStatuses>;
  /** Computed from the others. */
  readonly cells: Cells;
  /** Asks for the workspace and follows every feed; returns how to stop. */
  follow(): () => void;
  /** Asks for the workspace again, as after its files were changed. */
  describeWorkspace(): Promise<void>;
}

/** One store per area, empty until `follow`. */
export function createStores(client: Client, ports: CellsPorts): Stores {
  const stores = createEmptyStores();
  const cells = createCells(stores, ports);
  const { workspace, journal, fleet, progress, verification, prompts, traffic, identity } = stores;
  const { feeds: statuses } = stores;

  async function describeWorkspace(): Promise<void> {
    try {
      const answer = await client.call('workspace.describe', {});
      workspace.setState({ workspace: answer.workspace, fault: undefined });
    } catch (error) {
      // A lost line shows itself; the workspace is asked for again when it is back.
      if (error instanceof Fault && error.code === 'DISCONNECTED') return;
      workspace.setState({ fault: toFault(error) });
    }
  }

  function subscribe<F extends FeedName>(feed: F, listener: Omit<FeedListener<F>, 'onFault'>): () => void {
    const subscription = client.subscribe(feed, feedTable[feed].key.parse({}), {
      onSnapshot(value, seq) {
        listener.onSnapshot(value, seq);
        statuses.setState({ [feed]: { kind: 'live' } });
      },
      onEvents: (values, toSeq) => listener.onEvents(values, toSeq),
      onFault: (fault) => statuses.setState({ [feed]: { kind: 'ended', fault } }),
    });
    return () => subscription.close();
  }

  function followFleet(): () => void {
    const fresh = new Map<string, FleetEvent>();
    const gathering = createGathering(ports.soon, () =>
      fleet.setState((before) => withSightings(before, fresh)),
    );
    return subscribe('fleet', {
      onSnapshot(value) {
        fresh.clear();
        fleet.setState({
          hosts: Object.fromEntries(value.hosts.map((it) => [it.host, it])),
          balancers: Object.fromEntries(value.balancers.map((it) => [it.balancer, it])),
        });
      },
      onEvents(events) {
        for (const event of events) fresh.set(fleetKey(event), event);
        gathering.mark();
      },
    });
  }

  function followProgress(): () => void {
    const fresh = new Map<string, ProgressTick>();
    const gathering = createGathering(ports.soon, () => {
      progress.setState(({ ticks }) => ({ ticks: { ...ticks, ...Object.fromEntries(fresh) } }));
      fresh.clear();
    });
    return subscribe('progress', {
      onSnapshot(value) {
        fresh.clear();
        progress.setState({ ticks: Object.fromEntries(value.map((tick) => [tickKey(tick), tick])) });
      },
      onEvents(ticks) {
        for (const tick of ticks) fresh.set(tickKey(tick), tick);
        gathering.mark();
      },
    });
  }

  /** A host that has finished makes no more ticks, and its last ones are no longer true. */
  function dropFinishedTicks(before: JournalState, after: JournalState): void {
    if (before.rollouts === after.rollouts) return;
    const { ticks } = progress.getState();
    const kept = Object.entries(ticks).filter(([, tick]) => {
      const rollout = after.rollouts[tick.rolloutId];
      return rollout === undefined || rollout.hosts[tick.host]?.outcome === undefined;
    });
    if (kept.length < Object.keys(ticks).length) progress.setState({ ticks: Object.fromEntries(kept) });
  }

  return {
    ...stores,
    cells,
    client,
    describeWorkspace,
    follow() {
      void describeWorkspace();
      const ends = [
        subscribe('state', {
          onSnapshot: (value) => journal.setState(value, true),
          onEvents(records) {
            const before = journal.getState();
            const after = reduceAll(before, records);
            journal.setState(after, true);
            dropFinishedTicks(before, after);
          },
        }),
        followFleet(),
        followProgress(),
        subscribe('verification', {
          onSnapshot: (value) => verification.setState(value, true),
          onEvents: (values) => values.forEach((value) => verification.setState(value, true)),
        }),
        subscribe('traffic', {
          onSnapshot: (totals) => traffic.setState({ totals }),
          onEvents: (values) => traffic.setState({ totals: values.at(-1) }),
        }),
        subscribe('identity', {
          onSnapshot: (value) => identity.setState({ session: value.session }),
          onEvents: (values) => identity.setState({ session: values.at(-1)?.session }),
        }),
        subscribe('prompts', {
          onSnapshot: (open) => prompts.setState({ open }),
          onEvents: (events) =>
            prompts.setState(({ open }) => ({
              open: events.reduce(
                (now, event) =>
                  event.kind === 'asked'
                    ? [...now, event.prompt]
                    : now.filter((it) => it.promptId !== event.promptId),
                open,
              ),
            })),
        }),
      ];
      return () => ends.forEach((end) => end());
    },
  };
}

function createEmptyStores() {
  return {
    connection: createStore<ConnectionState>(() => ({
      status: 'connecting',
      reason: undefined,
      wayOut: undefined,
      lostAt: undefined,
      capabilities: [],
      appVersion: undefined,
    })),
    workspace: createStore<WorkspaceState>(() => ({ workspace: undefined, fault: undefined })),
    journal: createStore<JournalState>(() => emptyJournalState),
    fleet: createStore<FleetState>(() => ({ hosts: {}, balancers: {} })),
    progress: createStore<ProgressState>(() => ({ ticks: {} })),
    verification: createStore<VerificationState>(() => ({ kind: 'notYet' })),
    prompts: createStore<PromptsState>(() => ({ open: [] })),
    traffic: createStore<TrafficState>(() => ({ totals: undefined })),
    identity: createStore<IdentityStoreState>(() => ({ session: undefined })),
    feeds: createStore<FeedStatuses>(() => ({
      state: { kind: 'loading' },
      fleet: { kind: 'loading' },
      progress: { kind: 'loading' },
      prompts: { kind: 'loading' },
      verification: { kind: 'loading' },
      traffic: { kind: 'loading' },
      identity: { kind: 'loading' },
    })),
  };
}

/** Takes what is fresh out of the map. */
function withSightings(before: FleetState, fresh: Map<string, FleetEvent>): FleetState {
  const hosts: Record<string, FleetState['hosts'][string]> = {};
  const balancers: Record<string, FleetState['balancers'][string]> = {};
  for (const event of fresh.values()) {
    if (event.of === 'host') hosts[event.sighting.host] = event.sighting;
    else balancers[event.sighting.balancer] = event.sighting;
  }
  fresh.clear();
  return {
    hosts: Object.keys(hosts).length === 0 ? before.hosts : { ...before.hosts, ...hosts },
    balancers: Object.keys(balancers).length === 0 ? before.balancers : { ...before.balancers, ...balancers },
  };
}

function fleetKey(event: FleetEvent): string {
  const { delivery } = feeds.fleet;
  return delivery.kind === 'latest' ? delivery.coalesceBy(event) : '';
}

function tickKey(tick: ProgressTick): string {
  return `${tick.kind}/${tick.rolloutId}/${tick.host}`;
}

export function toFault(error: unknown): Fault {
  return error instanceof Fault ? error : fromFaultData(toFaultData(error));
}
