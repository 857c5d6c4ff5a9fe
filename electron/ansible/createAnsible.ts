import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, type FaultCode } from '../../shared/protocol/fault.ts';
import { parseAnsibleEvent, type AnsibleEvent } from './ansibleEvent.ts';
import { decideHostEnd, troubleIn, type HostEnd, type RunExit } from './decideHostEnd.ts';
import { describeEvent, shown } from './describeEvent.ts';
import {
  toInventoryCommand,
  toListCommand,
  toLoginCommand,
  toPlaybookCommand,
  type EngineRun,
} from './literals.ts';
import { programEnvironment } from './programEnvironment.ts';
import { listControlSockets, prepareRunFolder, type RunFolder, type RunFolderParts } from './runFolder.ts';
import { runProgram, type ProgramEnd } from './runProgram.ts';
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
    requireWell('the inventory', inventory);
    verifyInventory(inventory.stdout, hosts);
    requireWell(run.engine.playbook, listed);
    verifyPlayHosts(listed.stdout, names, run.engine.playbook);
  }

  return {
    rehearse: async (host, options) => {
      rehearsal ??= rehearsePlaybook(options).catch((error: unknown) => {
        rehearsal = undefined;
        throw error;
      });
      await rehearsal;
      await verifyLogin(host, await execute(toLoginCommand(host), options));
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
      await endSharedConnections(it, parts);
      await it.remove();
    },
  };
}

/** What a host's end is decided by; everything else is only shown. */
function isKept({ event }: AnsibleEvent): boolean {
  return event === 'failed' || event === 'unreachable' || event === 'cutShort' || event === 'recap';
}

function requireWell(what: string, { exit, stdout, stderr }: ProgramEnd): void {
  if (exit.kind === 'exited' && exit.exitCode === 0) return;
  const said = shown((stderr.trim() || stdout.trim()).slice(-600));
  throw new Fault(codeOf(exit), `Ansible cannot read ${what}: ${said || describeExit(exit)}`, {
    wayOut: 'Nothing was touched: correct it in the repository, and name the commit that has the correction.',
  });
}

function codeOf(exit: RunExit): FaultCode {
  switch (exit.kind) {
    case 'timedOut':
      return 'TIMED_OUT';
    case 'cancelled':
      return 'CANCELLED';
    case 'exited':
    case 'signalled':
      return 'STEP_FAILED';
  }
}

function describeExit(exit: RunExit): string {
  switch (exit.kind) {
    case 'exited':
      return `exit code ${exit.exitCode}`;
    case 'signalled':
      return `ended by ${exit.signal}`;
    case 'timedOut':
      return 'it took too long';
    case 'cancelled':
      return 'it was cancelled';
  }
}

/** Signalbox may know a passphrase, or have asked for one: Ansible starts OpenSSH by itself, and that asks nobody. */
async function verifyLogin(host: string, { exit, stderr }: ProgramEnd): Promise<void> {
  if (exit.kind === 'exited' && exit.exitCode === 0) return;
  if (exit.kind === 'timedOut' || exit.kind === 'cancelled') {
    throw new Fault(codeOf(exit), `ssh to ${host}: ${describeExit(exit)}`);
  }
  const said = `ssh to ${host}: ${shown(stderr.trim().slice(-400)) || describeExit(exit)}`;
  switch (troubleIn(stderr)) {
    case 'hostKeyRefused':
      throw new Fault('HOST_KEY_REFUSED', said);
    case 'authenticationFailed':
      throw new Fault('AUTHENTICATION_FAILED', said, {
        wayOut:
          'Ansible logs in by OpenSSH, which asks nobody here: a key with a passphrase must be in the agent (ssh-add).',
      });
    default:
      throw new Fault('UNREACHABLE', said);
  }
}

async function endSharedConnections(folder: RunFolder, { environment }: AnsibleParts): Promise<void> {
  const sockets = await listControlSockets(folder).catch(() => []);
  await Promise.all(
    sockets.map(
      (socket) =>
        runProgram({
          words: ['ssh', '-F', '/dev/null', '-o', `ControlPath=${socket}`, '-O', 'exit', 'any'],
          cwd: folder.settings,
          environment: programEnvironment(folder, environment),
          timeoutMs: 5_000,
          signal: new AbortController().signal,
        }).catch(() => undefined), // it ends by itself after a while
    ),
  );
}
