import type { Duplex } from 'node:stream';
import { Fault } from '../../shared/protocol/fault.ts';
import type { RuntimeLine } from './lines.ts';

/** One balancer's runtime API. */
export interface RuntimeClient {
  readonly name: string;
  /**
   * Sends one line (commands joined by ';') over a connection of its own and reads to the end.
   * Faults: BALANCER_UNREACHABLE (no connection, cut off, no answer in time, ended without a word; after a
   * change it is then unknown whether it was made), CANCELLED, and what `open` knows better: HOST_KEY_REFUSED,
   * AUTHENTICATION_FAILED.
   */
  command(line: RuntimeLine, o?: { timeoutMs?: number; signal?: AbortSignal }): Promise<string>;
}

const defaultTimeoutMs = 10_000;
/** `show stat` of 10,000 servers is 4 MB; more than this is no HAProxy. */
const largestReplySizeBytes = 32 * 1024 * 1024;

/** `open` connects to the runtime socket: a Unix socket, a TCP port, or a forwarded stream over SSH. */
export function createRuntimeClient(o: {
  name: string;
  open(o: { signal?: AbortSignal }): Promise<Duplex>;
}): RuntimeClient {
  return {
    name: o.name,
    async command(line, { timeoutMs = defaultTimeoutMs, signal } = {}) {
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), timeoutMs);
      const either = signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]);
      try {
        signal?.throwIfAborted();
        const stream = await openOrGiveUp((options) => o.open(options), either);
        return await converse(stream, line, either);
      } catch (error) {
        throw explain(error, o.name, {
          cancelled: signal?.aborted === true,
          timedOut: limit.signal.aborted,
          timeoutMs,
        });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** An `open` that ignores its signal must not hold us; what it opens too late is closed again. */
async function openOrGiveUp(
  open: (o: { signal?: AbortSignal }) => Promise<Duplex>,
  signal: AbortSignal,
): Promise<Duplex> {
  const opening = open({ signal });
  return await new Promise<Duplex>((resolve, reject) => {
    const giveUp = () => {
      reject(new Error('given up while connecting'));
      opening.then(
        (late) => late.destroy(),
        () => undefined,
      );
    };
    signal.addEventListener('abort', giveUp, { once: true });
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

/** Writes the line and gathers the answer; HAProxy closes after one line (management guide, section 9.3). */
async function converse(stream: Duplex, line: RuntimeLine, signal: AbortSignal): Promise<string> {
  const cutOff = () => stream.destroy(new Error('given up while waiting for the answer'));
  signal.addEventListener('abort', cutOff, { once: true });
  // A stream that fails again after it was destroyed has nobody left to tell.
  stream.on('error', () => undefined);
  try {
    signal.throwIfAborted();
    stream.write(`${line}\n`);
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of stream) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk), 'utf8');
      sizeBytes += bytes.length;
      if (sizeBytes > largestReplySizeBytes)
        throw new Error(`answered more than ${largestReplySizeBytes} bytes`);
      chunks.push(bytes);
    }
    if (sizeBytes === 0) throw new Error('closed the connection without a word');
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    signal.removeEventListener('abort', cutOff);
    stream.destroy();
  }
}

function explain(
  error: unknown,
  name: string,
  seen: { readonly cancelled: boolean; readonly timedOut: boolean; readonly timeoutMs: number },
): Fault {
  if (seen.cancelled)
    return new Fault('CANCELLED', `the question to balancer ${name} was cancelled`, { cause: error });
  if (error instanceof Fault && knownBetter.has(error.code)) return error;
  const why = seen.timedOut
    ? `no answer within ${seen.timeoutMs} ms`
    : error instanceof Error
      ? error.message
      : String(error);
  return new Fault('BALANCER_UNREACHABLE', `balancer ${name} cannot be reached: ${why}`, {
    wayOut:
      error instanceof Fault && error.wayOut !== undefined
        ? error.wayOut
        : `Check that HAProxy on ${name} runs and that its "stats socket" is where the configuration says.`,
    retryable: true,
    cause: error,
  });
}

/** Each asks for something else than waiting: they must not turn into "unreachable". */
const knownBetter: ReadonlySet<string> = new Set([
  'HOST_KEY_REFUSED',
  'AUTHENTICATION_FAILED',
  'BALANCER_PERMISSION_DENIED',
]);
