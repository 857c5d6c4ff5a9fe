import { Fault } from '../../shared/protocol/fault.ts';
import type { Transport } from '../../shared/protocol/transport.ts';
import { createTurns } from '../rollout/turns.ts';
import { createApp, type App } from './createApp.ts';
import { createDeskLobby } from './deskLobby.ts';
import {
  describeRunning,
  readRunningRollouts,
  untilNothingRuns,
  type RunningRollout,
} from './deskRollouts.ts';
import { noLobby, type LobbyPort, type TrafficPort } from './lobbyPort.ts';
import type { AppConfig, AppPorts } from './ports.ts';
import type { RecentWorkspaces } from './recentWorkspaces.ts';

/** The embedded fleet, as far as a desk needs to know it. */
export interface DemoStage {
  readonly workspaceDirectory: string;
  readonly traffic: TrafficPort;
  /** The keys of its people, for whoever tries it. */
  readonly keyFolders?: readonly string[];
  dispose(): Promise<void>;
}

/** What a host can do for a person who looks for a workspace; without it the desk serves the one it is given. */
export interface DeskLobby {
  /** Asks a person for a folder; `undefined` when they chose none. */
  pickFolder?(): Promise<string | undefined>;
  startDemo?(): Promise<DemoStage>;
}

export interface OpenedWorkspace {
  readonly directory: string;
  readonly name: string;
}

/** Holds the open workspace, or none. Every host of the app that can change its workspace sits at one. */
export interface Desk {
  connect(transport: Transport): { close(): void };
  /**
   * Builds the new workspace's app before it lets go of the old one's; clients are sent away with a reason then
   * and connect anew.
   * @throws Fault WORKSPACE_*, JOURNAL_*: the old one stays open. ROLLOUT_RUNNING while this process rolls out.
   */
  open(directory: string): Promise<void>;
  openDemo(): Promise<void>;
  current(): OpenedWorkspace | undefined;
  /** What closing would interrupt. */
  runningRollouts(): Promise<readonly RunningRollout[]>;
  /** Resolves when closing would interrupt nothing. */
  untilNothingRuns(): Promise<void>;
  /** Called after another workspace has been opened. */
  onOpened(listener: (workspace: OpenedWorkspace) => void): () => void;
  /** Closes whatever is open, and interrupts what runs: hosts ask before. */
  dispose(): Promise<void>;
}

interface Opened {
  readonly app: App;
  readonly demo: DemoStage | undefined;
}

/** What was there when something else was opened. */
interface Before {
  readonly opened: Opened | undefined;
  readonly lines: readonly Transport[];
}

export function createDesk(parts: {
  readonly config: Omit<AppConfig, 'workspaceDirectory' | 'journalPath'>;
  readonly ports: AppPorts;
  readonly lobby?: DeskLobby;
  readonly recent: RecentWorkspaces;
}): Desk {
  const { config, ports, lobby, recent } = parts;
  const self = { machine: config.machine, pid: process.pid };
  const lobbyPort: LobbyPort = lobby ? createLobbyPort(lobby) : noLobby;
  const empty = createDeskLobby({ config, ports, lobby: lobbyPort });
  const takeTurn = createTurns();
  const lines = new Set<Transport>();
  const listeners = new Set<(workspace: OpenedWorkspace) => void>();
  const retiring = new Set<Promise<void>>();
  const disposal = Promise.withResolvers<void>();
  let opened: Opened | undefined;
  let isDisposed = false;

  function createLobbyPort(of: DeskLobby): LobbyPort {
    return {
      recent: () => recent.list(),
      open: async (directory) => {
        const chosen = directory ?? (await pickFolder(of));
        if (chosen === undefined) return false;
        await open(chosen);
        return true;
      },
      openDemo: async () => {
        await openDemo();
        return true;
      },
    };
  }

  function open(directory: string): Promise<void> {
    return takeTurn(async () => {
      await requireNothingRuns();
      const app = await openApp(directory);
      const before = await exchange({ app, demo: undefined });
      await recent.add(app.workspace);
      sendAway(before);
    });
  }

  function openDemo(): Promise<void> {
    return takeTurn(async () => {
      if (!lobby?.startDemo) throw new Fault('UNSUPPORTED', 'This host has no demo.');
      await requireNothingRuns();
      const demo = await lobby.startDemo();
      try {
        sendAway(await exchange({ app: await openApp(demo.workspaceDirectory, demo), demo }));
      } catch (error) {
        await demo.dispose();
        throw error;
      }
    });
  }

  function openApp(directory: string, demo?: DemoStage): Promise<App> {
    const keys = demo?.keyFolders === undefined ? {} : { keyFolders: demo.keyFolders };
    return createApp({
      config: { ...config, ...keys, workspaceDirectory: directory },
      ports,
      lobby: lobbyPort,
      traffic: demo?.traffic,
    });
  }

  /** The new one is there before the old one goes; what could not be swapped is closed again. */
  async function exchange(next: Opened): Promise<Before> {
    try {
      requireOpenDesk();
      await requireNothingRuns();
      requireOpenDesk();
    } catch (error) {
      await next.app.dispose();
      throw error;
    }
    const before = { opened, lines: [...lines] };
    opened = next;
    const { directory, name } = next.app.workspace;
    for (const listener of listeners) listener({ directory, name });
    return before;
  }

  function sendAway(before: Before): void {
    const task = retire(before).catch((error: unknown) => ports.reportError(error));
    retiring.add(task);
    void task.finally(() => retiring.delete(task));
  }

  /** Whoever asked for the change gets the answer first; then the lines end, and only then the app behind them. */
  async function retire({ opened: old, lines: oldLines }: Before): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    for (const transport of oldLines) transport.close('Another workspace has been opened.');
    if (!old) return;
    // A rollout may have been started between the last look and the end of the lines: it is let finish.
    try {
      await Promise.race([untilNothingRuns(old.app, self), disposal.promise]);
    } finally {
      await close(old);
    }
  }

  async function requireNothingRuns(): Promise<void> {
    const [running] = await runningRollouts();
    if (!running) return;
    throw new Fault(
      'ROLLOUT_RUNNING',
      `Another workspace cannot be opened now: ${describeRunning(running)}.`,
      {
        wayOut: 'Wait for it, or stop it: the hosts in flight are finished then.',
        retryable: true,
      },
    );
  }

  function requireOpenDesk(): void {
    if (isDisposed) throw new Fault('CANCELLED', 'Signalbox is being closed.');
  }

  async function runningRollouts(): Promise<readonly RunningRollout[]> {
    return opened ? readRunningRollouts(opened.app, self) : [];
  }

  return {
    connect: (transport) => {
      lines.add(transport);
      transport.onClose(() => lines.delete(transport));
      return (opened?.app ?? empty).connect(transport);
    },
    open,
    openDemo,
    current: () => {
      if (!opened) return undefined;
      const { directory, name } = opened.app.workspace;
      return { directory, name };
    },
    runningRollouts,
    untilNothingRuns: async () => {
      if (opened) await untilNothingRuns(opened.app, self);
    },
    onOpened: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose: async () => {
      isDisposed = true;
      listeners.clear();
      disposal.resolve();
      for (const transport of lines) transport.close('Signalbox has been closed.');
      const last = opened;
      opened = undefined;
      if (last) await close(last);
      await Promise.all(retiring);
      // Whatever was being opened notices, and closes itself again.
      await takeTurn(() => Promise.resolve());
    },
  };
}

async function close({ app, demo }: Opened): Promise<void> {
  try {
    await app.dispose();
  } finally {
    await demo?.dispose();
  }
}

async function pickFolder(lobby: DeskLobby): Promise<string | undefined> {
  if (lobby.pickFolder) return lobby.pickFolder();
  throw new Fault('UNSUPPORTED', 'This host has no window to choose a folder in.', {
    wayOut: 'Type the path of the folder.',
  });
}
