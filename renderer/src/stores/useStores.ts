import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { FeedName } from '../../../shared/contract/contract.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import type { Cells, CellsState } from './cells/createCells.ts';
import type { Stores } from './createStores.ts';
import type {
  ConnectionState,
  FeedStatus,
  FleetState,
  IdentityStoreState,
  ProgressState,
  PromptsState,
  TrafficState,
  VerificationState,
  WorkspaceState,
} from './state.ts';

export const StoresContext = createContext<Stores | undefined>(undefined);

/**
 * Every hook renders again only when what its selector returns is another value: return what is in the store, or
 * a primitive, or wrap the selector in zustand's `useShallow`.
 */
export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (stores === undefined) throw new Error('useStores needs a StoresContext above it.');
  return stores;
}

/** The typed client. Its calls reject with a `Fault`. */
export function useClient(): Client {
  return useStores().client;
}

export function useConnection<T>(select: (state: ConnectionState) => T): T {
  return useStore(useStores().connection, select);
}

/** Whether the host can do something: `workspace`, `rollouts`, `lobby`. */
export function useCapability(name: string): boolean {
  return useConnection((state) => state.capabilities.includes(name));
}

export function useWorkspace<T>(select: (state: WorkspaceState) => T): T {
  return useStore(useStores().workspace, select);
}

/** The folded journal; empty until `useFeedStatus('state')` is live. */
export function useJournalState<T>(select: (state: JournalState) => T): T {
  return useStore(useStores().journal, select);
}

export function useFleet<T>(select: (state: FleetState) => T): T {
  return useStore(useStores().fleet, select);
}

/** Changes at most once per drawn frame. */
export function useProgress<T>(select: (state: ProgressState) => T): T {
  return useStore(useStores().progress, select);
}

export function useVerification<T>(select: (state: VerificationState) => T): T {
  return useStore(useStores().verification, select);
}

export function usePrompts<T>(select: (state: PromptsState) => T): T {
  return useStore(useStores().prompts, select);
}

/** Who is at this desktop. */
export function useIdentity<T>(select: (state: IdentityStoreState) => T): T {
  return useStore(useStores().identity, select);
}

/** How the demo's visitors fare; only where the capability `demo` is there. */
export function useTraffic<T>(select: (state: TrafficState) => T): T {
  return useStore(useStores().traffic, select);
}

/** Whether a feed has told anything yet, or why it will not. */
export function useFeedStatus(feed: FeedName): FeedStatus {
  return useStore(useStores().feeds, (state) => state[feed]);
}

/** The matrix's cells and the attention list, kept up to date; `useCellSource` gives the cells themselves. */
export function useCells<T>(select: (state: CellsState) => T): T {
  return useStore(useStores().cells.store, select);
}

export function useCellSource(): Cells {
  return useStores().cells;
}
