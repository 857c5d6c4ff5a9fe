import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAnsibleEvent, type AnsibleEvent } from './ansibleEvent.ts';
import { decideHostEnd, type HostEnd } from './decideHostEnd.ts';
import { describeEvent } from './describeEvent.ts';
import {
  toInventoryCommand,
  toListCommand,
  toLoginCommand,
  toPlaybookCommand,
  type EngineRun,
} from './literals.ts';
import { programEnvironment } from './programEnvironment.ts';
import { endSharedConnections } from './endSharedConnections.ts';
import { prepareRunFolder, type RunFolder, type RunFolderParts } from './runFolder.ts';
import { runProgram, type ProgramEnd } from './runProgram.ts';
import { verifyLogin, verifyReadable } from './verifyProgram.ts';
import { verifyInventory, verifyPlayHosts } from './verifyInventory.ts';

export interface AnsibleParts extends RunFolderParts {
  readonly run: EngineRun;
  /** The desktop's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Says which process runs, so that whoever comes after this one can end it. */
  identify(pid: number): Promise<string>;
}

export interface Arrival {
  readonly host: string;
  /** Each line as it becomes known. */
  onLine(line: string): void;
}

export interface Ansible {
  /**
   * Whatever could fail before a task runs is tried while every host is still in its pool: the commit's files, the
   * inventory, the playbook, and OpenSSH's login on this host.
   * @throws Fault with the reason.
   */
  rehearse(
    host: string,
    options: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<void>;
  /** One run for all these hosts. @returns what became of each; @throws Fault where there was none. */
  runPlaybook(
    arrivals: readonly Arrival[],
    options: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<ReadonlyMap<string, HostEnd>>;
  /** Ends shared connections and removes every file. */
  dispose(): Promise<void>;
}

export function createAnsible(parts: AnsibleParts): Ansible {
  const { run, target, workspace } = parts;
  let folder: Promise<RunFolder> | undefined;
  let rehearsal: Promise<void> | undefined;
  const hosts = target.placements.flatMap(({ host }) => workspace.hosts.find((it) => it.name === host) ?? []);

  /** Made once; whoever asks after a failure gets another attempt. */
  const prepare = (): Promise<RunFolder> => {
    folder ??= prepareRunFolder(parts).catch((error: unknown) => {
      folder = undefined;
      throw error;
    });
    return folder;
  };
  const execute = async (
    words: readonly string[],
    options: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly keep?: number },
    more: Pick<Parameters<typeof runProgram>[0], 'onEvent' | 'onStarted'> = {},
  ): Promise<ProgramEnd> => {
    const it = await prepare();
    const environment = programEnvironment(it, parts.environment);
    return runProgram({ words, cwd: it.files, environment, ...options, ...more });
  };

  async function rehearsePlaybook(options: {
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  }): Promise<void> {
    const names = hosts.map(({ name }) => name);
    const [inventory, listed] = await Promise.all(
      [toInventoryCommand(run), toListCommand(run, names)].map((words) =>
        execute(words, { ...options, keep: Infinity }),
      ),
    );
    if (!inventory || !listed) return;
    verifyReadable('the inventory', inventory);
    verifyInventory(inventory.stdout, hosts);
    verifyReadable(run.engine.playbook, listed);
    verifyPlayHosts(listed.stdout, names, run.engine.playbook);
  }

  return {
    rehearse: async (host, options) => {
      rehearsal ??= rehearsePlaybook(options).catch((error: unknown) => {
        rehearsal = undefined;
        throw error;
      });
      await rehearsal;
      verifyLogin(host, await execute(toLoginCommand(host), options));
    },
    runPlaybook: async (arrivals, options) => {
      const events: AnsibleEvent[] = [];
      const garbled = new AbortController();
      const listeners = new Map(arrivals.map((it) => [it.host, it]));
      const onEvent = (line: string): void => {
        try {
          const event = parseAnsibleEvent(line);
          if (isKept(event)) events.push(event);
          const said = describeEvent(event);
          if (said) listeners.get(said.host)?.onLine(said.line);
        } catch (error) {
          garbled.abort(error);
        }
      };
      const names = arrivals.map((it) => it.host);
      const { settings } = await prepare();
      const { exit, stderr } = await execute(
        toPlaybookCommand(run, names),
        { ...options, signal: AbortSignal.any([options.signal, garbled.signal]) },
        {
          onEvent,
          onStarted: async (pid) =>
            writeFile(
              join(settings, 'running.json'),
              JSON.stringify({ pid, identity: await parts.identify(pid) }),
            ),
        },
      );
      if (garbled.signal.aborted) throw garbled.signal.reason;
      return new Map(names.map((name) => [name, decideHostEnd(name, events, exit, stderr)]));
    },
    dispose: async () => {
      const it = await folder?.catch(() => undefined);
      if (!it) return;
      await endSharedConnections(it, parts.environment);
      await it.remove();
    },
  };
}

/** What a host's end is decided by; everything else is only shown. */
function isKept({ event }: AnsibleEvent): boolean {
  return event === 'failed' || event === 'unreachable' || event === 'cutShort' || event === 'recap';
}
