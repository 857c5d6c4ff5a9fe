import type { DemoTraffic } from '../../shared/contract/demoArea.ts';
import type { RecentWorkspace } from '../../shared/contract/lobbyArea.ts';
import { Fault } from '../../shared/protocol/fault.ts';

/** What a host offers before and beside a workspace: which was open, which to open next. */
export interface LobbyPort {
  recent(): Promise<RecentWorkspace[]>;
  /** `undefined` asks a person for a folder; false when none was chosen. */
  open(directory: string | undefined): Promise<boolean>;
  openDemo(): Promise<boolean>;
}

/** The visitors of an embedded fleet, where the workspace is the demo's. */
export interface TrafficPort {
  totals(): DemoTraffic;
  onChange(listener: (totals: DemoTraffic) => void): () => void;
}

/** For hosts that serve one workspace and nothing else. */
export const noLobby: LobbyPort = {
  recent: async () => [],
  open: () => Promise.reject(new Fault('UNSUPPORTED', 'This host serves one workspace only.')),
  openDemo: () => Promise.reject(new Fault('UNSUPPORTED', 'This host serves one workspace only.')),
};
