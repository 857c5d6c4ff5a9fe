import type { Channel } from 'ssh2';
import { createAskQueue, type AskQueue } from './askQueue.ts';
import { executeCommand, toUnstarted, type ExecuteContext } from './execute.ts';
import { createHostConnection, type CountedLink } from './hostConnection.ts';
import type { Cancellable } from './logIn.ts';
import type { Link } from './openLink.ts';
import { openStream } from './openStream.ts';
import { askForPromptAnswers } from './promptAnswers.ts';
import type { RemoteHost } from './remoteHost.ts';
import { uploadFile } from './upload.ts';
import { openWarmShell } from './warmShell.ts';
import { toCancelled } from './whenAborted.ts';

export interface RemoteHostParts {
  readonly name: string;
  logIn(options: Cancellable): Promise<Link>;
  readonly maxChannels: number;
  readonly maxOutputBytes: number;
  readonly openTimeoutMs: number;
  readonly now: () => number;
  readonly random: () => number;
}

/** Puts the parts of one host together: its connection, its warm shell, and what runs over them. */
export function createRemoteHost(parts: RemoteHostParts): RemoteHost {
  const { name, maxOutputBytes, openTimeoutMs, now } = parts;
  const connection = createHostConnection(parts);
  const questions: AskQueue = createAskQueue(name, async () => openWarmShell(await open()));
  /** Whose sshd was given a command, and answers without delay since. */
  const promptLinks = new WeakSet<Link>();

  async function open(
    options: { readonly signal?: AbortSignal } = {},
    use: 'command' | 'stream' = 'command',
  ): Promise<ExecuteContext> {
    const { link, slots }: CountedLink = await connection.open(options);
    const context = { host: name, link, slots, openTimeoutMs, maxOutputBytes, now };
    const isPrompt = promptLinks.has(link);
    promptLinks.add(link);
    // Nobody waits for it, and a host that runs nothing for us is only slower.
    if (use === 'stream' && !isPrompt) askForPromptAnswers(context).catch(() => {});
    return context;
  }

  return {
    name,
    connection: () => connection.connection(),
    onConnectionChange: (listener) => connection.onChange(listener),
    execute: (script, options) =>
      open(options)
        .then((context) => executeCommand(context, script, options))
        .catch(toUnstarted),
    ask: async (script, options) => {
      await open(options);
      return questions.ask(script, options);
    },
    upload: async (localPath, remotePath, options) =>
      uploadFile(await open(options), localPath, remotePath, options),
    openUnixSocket: async (path, options = {}) =>
      openStream(
        await open(options, 'stream'),
        path,
        (client, done) => client.openssh_forwardOutStreamLocal(path, toDone(done)),
        options,
      ),
    openTcp: async (address, port, options = {}) =>
      openStream(
        await open(options, 'stream'),
        `${address}:${port}`,
        (client, done) => client.forwardOut('127.0.0.1', 0, address, port, toDone(done)),
        options,
      ),
    dispose: async () => {
      await questions.close(toCancelled());
      await connection.dispose();
    },
  };
}

/** ssh2's types promise a channel even when there is an error. */
function toDone(done: (error: Error | undefined, channel: Channel) => void) {
  return (error: Error | undefined, channel: Channel) => done(error, channel);
}
