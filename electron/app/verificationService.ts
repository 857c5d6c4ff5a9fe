import type { VerificationReport, VerificationState } from '../../shared/contract/journalArea.ts';
import type { Journal, ProgressOptions } from '../journal/journal.ts';

export interface VerificationService {
  state(): VerificationState;
  /** Verifies the whole journal; a verification that is running already is shared. */
  verify(options?: { readonly signal?: AbortSignal }): Promise<VerificationReport>;
  onChange(listener: (state: VerificationState) => void): () => void;
  dispose(): Promise<void>;
}

/** Keeps what was verified, and when: the standing line of every screen. */
export function createVerificationService(
  journal: Journal,
  /** What a chain alone cannot show, asked for where the chain holds. */
  verifyEvidence: (options: ProgressOptions) => Promise<readonly VerificationReport['findings'][number][]>,
): VerificationService {
  const listeners = new Set<(state: VerificationState) => void>();
  const disposal = new AbortController();
  let state: VerificationState = { kind: 'notYet' };
  let running: Promise<VerificationReport> | undefined;

  const change = (next: VerificationState): void => {
    state = next;
    for (const listener of listeners) listener(next);
  };

  const run = async (signal: AbortSignal): Promise<VerificationReport> => {
    const before = state;
    try {
      const { findings, ...rest } = await journal.verify({
        signal,
        onProgress: (done, total) => change({ kind: 'running', done, total }),
      });
      const further = rest.ok ? await verifyEvidence({ signal }) : [];
      const all = [...findings, ...further].map(({ seq, kind, message }) => ({
        kind,
        message,
        ...(seq === undefined ? {} : { seq }),
      }));
      const report = { ...rest, ok: all.length === 0, findings: all };
      change({ kind: 'verified', report });
      return report;
    } catch (error) {
      change(before); // cancelled: what was known before still holds
      throw error;
    }
  };

  return {
    state: () => state,
    verify: ({ signal } = {}) => {
      running ??= run(signal ? AbortSignal.any([signal, disposal.signal]) : disposal.signal).finally(
        () => void (running = undefined),
      );
      return running;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose: async () => {
      disposal.abort();
      listeners.clear();
      await Promise.allSettled([running]);
    },
  };
}
