import { Fault } from '../../../shared/protocol/fault.ts';
import type { Fence } from '../hostLock/fence.ts';
import { toFolderRefusal } from '../folderRefusal.ts';
import type { HostFolder } from '../hostFolder.ts';
import type { RemoteHost } from '../remoteHost.ts';
import { cleanText, giveUpText, killText, listText, lookText, readText, tailText } from './controlTexts.ts';
import { parseLook, type KillReason, type StepLook } from './parseLook.ts';
import { startText } from './startText.ts';
import { parseStepName } from './stepName.ts';

/** A look together with the output that came since the offset that was asked for. */
export interface StepReading extends StepLook {
  readonly output: Buffer;
  /** As much as is read at once: there may be more. */
  readonly hasMore: boolean;
}

/** A step as it was found in its folder. */
export interface FoundStep extends StepLook {
  readonly name: string;
}

export interface StepRequest {
  /** As `toStepName` makes it. */
  readonly name: string;
  /** POSIX sh; it finds the folder, the variables and the user of a login. */
  readonly script: string;
  /** Kept with the step, for whoever finds it; nothing ends it by itself. */
  readonly timeoutMs: number;
  /** Without the lock that this names the host begins nothing. */
  readonly fence?: Fence;
}

/** The steps of one folder on one host. Every method may fail as `RemoteHost.ask` does, and may be repeated. */
export interface DetachedSteps {
  readonly host: string;
  /** Starts it, or finds the one with its name. Fails with DISK_FULL or STEP_FAILED when the host cannot. */
  start(request: StepRequest): Promise<StepReading>;
  /**
   * `offset` in bytes of the output; at most 256 KiB are read at once. With `onlyAtEnd` the output of a step that
   * still runs is left alone, and the look costs the host next to nothing.
   */
  look(name: string, offset: number, options?: { readonly onlyAtEnd?: boolean }): Promise<StepReading>;
  readTail(name: string): Promise<Buffer>;
  /** Says whether there was a process to signal. */
  kill(name: string, signal: 'TERM' | 'KILL', reason: KillReason): Promise<boolean>;
  /** For a step that stays `starting`: whoever was about to run it shall not, should there be anybody. */
  giveUp(name: string): Promise<void>;
  /** Whatever is there, of all rollouts. */
  list(): Promise<readonly FoundStep[]>;
  /** To be called when every outcome is recorded: removes all that does not run. */
  clean(): Promise<void>;
}

const maxChunkBytes = 256 * 1024;
const askTimeoutMs = 20_000;

export function createDetachedSteps(
  remote: Pick<RemoteHost, 'name' | 'ask'>,
  folder: HostFolder,
): DetachedSteps {
  const ask = async (text: string, inPlace = false): Promise<string> =>
    (await remote.ask(text, { timeoutMs: askTimeoutMs, encoding: 'latin1', inPlace })).output;
  const placeOf = (name: string) => ({ folder, name: requireName(name) });

  return {
    host: remote.name,
    start: async (request) => {
      const name = requireName(request.name);
      const answer = await ask(startText({ ...request, name, folder }));
      return toReading(answer) ?? failWith(toStartRefusal(remote.name, folder, answer));
    },
    look: async (name, offset, { onlyAtEnd = false } = {}) => {
      const toText = onlyAtEnd ? lookText : readText;
      const answer = await ask(toText(placeOf(name), offset, maxChunkBytes), true);
      return toReading(answer) ?? failWith(toOddAnswer(remote.name, answer));
    },
    readTail: async (name) => Buffer.from(await ask(tailText(placeOf(name))), 'latin1'),
    kill: async (name, signal, reason) =>
      (await ask(killText(placeOf(name), signal, reason))).startsWith('sent\n'),
    giveUp: async (name) => void (await ask(giveUpText(placeOf(name)))),
    list: async () => toList(await ask(listText(folder))),
    clean: async () => void (await ask(cleanText(folder))),
  };
}

/**
 * The look's line, after what programs may have said, and then the output, which may say anything. `undefined`
 * where there is no such line.
 */
function toReading(answer: string): StepReading | undefined {
  const start = answer.startsWith('look ') ? 0 : answer.indexOf('\nlook ') + 1;
  if (!answer.startsWith('look ', start)) return undefined;
  const end = answer.indexOf('\n', start);
  const output = Buffer.from(answer.slice(end + 1), 'latin1');
  return { ...parseLook(answer.slice(start, end)), output, hasMore: output.length === maxChunkBytes };
}

function toStartRefusal(host: string, folder: HostFolder, answer: string): Fault {
  const [, why] = /^refused (\w+)$/m.exec(answer) ?? [];
  if (why === undefined) return toOddAnswer(host, answer);
  const said = answer.slice(0, answer.lastIndexOf(`refused ${why}`));
  return toFolderRefusal(host, `${folder.text}/steps`, why, Buffer.from(said, 'latin1').toString('utf8'));
}

function toOddAnswer(host: string, answer: string): Fault {
  return new Fault('STEP_FAILED', `${host} did not tell what became of a step`, {
    wayOut: 'Try its /bin/sh by hand: it should be a POSIX shell.',
    details: [answer.slice(0, 500)],
  });
}

function failWith(fault: Fault): never {
  throw fault;
}

/** Folders that are no steps of ours are none of our business. */
function toList(answer: string): FoundStep[] {
  return answer.split('\n').flatMap((line) => {
    const [, name = '', look = ''] = /^(\S+) (look .*)$/.exec(line) ?? [];
    return parseStepName(name) ? [{ name, ...parseLook(look) }] : [];
  });
}

/** It becomes a path on a host. */
function requireName(name: string): string {
  if (parseStepName(name)) return name;
  throw new Fault('INVALID_INPUT', `not the name of a step: ${JSON.stringify(name.slice(0, 200))}`);
}
