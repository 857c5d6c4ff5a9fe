import type { VerificationReport, VerificationState } from '../../shared/contract/journalArea.ts';
import type { Journal, ProgressOptions } from '../journal/journal.ts';
import type { CheckpointKeeper } from './checkpoint/checkpointKeeper.ts';
import { findingsOf, verifyState } from './checkpoint/verifyState.ts';
import { sumProgress } from './checkpoint/sumProgress.ts';
import type { AppPorts } from './ports.ts';
import type { StateStore } from './stateStore.ts';

const beforeVerifyingMs = 3_000;

export interface VerificationService {
  state(): VerificationState;
  /** Verifies the whole journal, and that the state in use is what it comes to; one that is running is shared. */
  verify(options?: { readonly signal?: AbortSignal }): Promise<VerificationReport>;
  /** Verifies by itself in a while, unless it was verified before: a window that opens has its first work to do. */
  verifySoon(): void;
  onChange(listener: (state: VerificationState) => void): () => void;
  dispose(): Promise<void>;
}

/** Keeps what was verified, and when: the standing line of every screen. */
export function createVerificationService(parts: {
  readonly journal: Journal;
  readonly store: Pick<StateStore, 'folded'>;
  readonly checkpoints: Pick<CheckpointKeeper, 'discard'>;
  readonly ports: Pick<AppPorts, 'delay' | 'reportError'>;
}): VerificationService {
  const { journal, store, checkpoints, ports } = parts;
  const listeners = new Set<(state: VerificationState) => void>();
  const disposal = new AbortController();
  let state: VerificationState = { kind: 'notYet' };
  let running: Promise<VerificationReport> | undefined;
  let waiting: Promise<void> | undefined;

  const change = (next: VerificationState): void => {
    state = next;
    for (const listener of listeners) listener(next);
  };

  const run = async (signal: AbortSignal): Promise<VerificationReport> => {
    const before = state;
    try {
      const progressOf = sumProgress((done, total) => change({ kind: 'running', done, total }));
      const report = await verifyAll({ signal }, progressOf);
      change({ kind: 'verified', report });
      return report;
    } catch (error) {
      change(before); // cancelled: what was known before still holds
      throw error;
    }
  };

  /** Both at once, each in threads of its own; when one fails, the other is not waited for in vain. */
  const verifyAll = async (
    { signal }: { readonly signal: AbortSignal },
    progressOf: () => NonNullable<ProgressOptions['onProgress']>,
  ): Promise<VerificationReport> => {
    const failure = new AbortController();
    const options = () => ({ signal: AbortSignal.any([signal, failure.signal]), onProgress: progressOf() });
    const verifying = journal.verify(options());
    const folding = verifyState(journal.path, store.folded(), options());
    try {
      return await judge(await Promise.all([verifying, folding]));
    } finally {
      failure.abort();
      await Promise.allSettled([verifying, folding]);
    }
  };

  const judge = async ([report, ofState]: [
    Awaited<ReturnType<Journal['verify']>>,
    Awaited<ReturnType<typeof verifyState>>,
  ]): Promise<VerificationReport> => {
    const findings = findingsOf(report, ofState);
    if (findings.some(({ kind }) => kind === 'stateDiffers')) await checkpoints.discard();
    return { ...report, ok: findings.length === 0, findings: [...findings] };
  };

  const verify: VerificationService['verify'] = ({ signal } = {}) => {
    running ??= run(signal ? AbortSignal.any([signal, disposal.signal]) : disposal.signal).finally(
      () => void (running = undefined),
    );
    return running;
  };

  const verifyUnlessKnown = async (): Promise<void> => {
    await ports.delay(beforeVerifyingMs, { signal: disposal.signal });
    if (state.kind === 'notYet') await verify();
  };

  return {
    state: () => state,
    verify,
    verifySoon: () => {
      if (state.kind !== 'notYet' || waiting) return;
      waiting = verifyUnlessKnown()
        .catch((error: unknown) => {
          if (!disposal.signal.aborted) ports.reportError(error);
        })
        .finally(() => (waiting = undefined));
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose: async () => {
      disposal.abort();
      listeners.clear();
      await Promise.allSettled([running, waiting]);
    },
  };
}
