import type { RecentWorkspace } from '../../shared/contract/lobbyArea.ts';
import { Fault } from '../../shared/protocol/fault.ts';

/** What a host offers before and beside a workspace: which was open, which to open next. */
export interface LobbyPort {
  recent(): Promise<RecentWorkspace[]>;
  /** `undefined` asks a person for a folder; false when none was chosen. */
  open(directory: string | undefined): Promise<boolean>;
  openDemo(): Promise<boolean>;
}

/** For hosts that serve one workspace and nothing else. */
export const noLobby: LobbyPort = {
  recent: async () => [],
  open: () => Promise.reject(new Fault('UNSUPPORTED', 'This host serves one workspace only.')),
  openDemo: () => Promise.reject(new Fault('UNSUPPORTED', 'This host serves one workspace only.')),
};
