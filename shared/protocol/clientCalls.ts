import type { AbortSignalLike } from '../contract/contract.ts';
import { Fault, fromFaultData } from './fault.ts';
import type { ClientFrame, FrameOf } from './frames.ts';

export interface ClientCalls {
  /** Sends the call and waits for its answer, the line's end, or the signal. */
  begin(
    call: { readonly id: number; readonly method: string; readonly input: unknown },
    options: { readonly signal?: AbortSignalLike },
  ): Promise<unknown>;
  settle(answer: FrameOf<'answer'>): void;
  /** The line is gone: nobody will answer any more. */
  abandon(fault: Fault): void;
}

interface Pending {
  resolve(output: unknown): void;
  reject(fault: Fault): void;
}

/** The calls of one client that have no answer yet. */
export function createClientCalls({ send }: { readonly send: (frame: ClientFrame) => void }): ClientCalls {
  const pending = new Map<number, Pending>();

  function take(id: number): Pending | undefined {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  }

  return {
    async begin({ id, method, input }, { signal }) {
      if (signal?.aborted) throw cancelled(method);
      const cancel = (): void => {
        const call = take(id);
        if (!call) return;
        send({ type: 'cancel', id });
        call.reject(cancelled(method));
      };
      const answer = new Promise<unknown>((resolve, reject) => pending.set(id, { resolve, reject }));
      signal?.addEventListener('abort', cancel);
      try {
        send({ type: 'call', id, method, input });
        return await answer;
      } finally {
        pending.delete(id);
        signal?.removeEventListener('abort', cancel);
      }
    },
    settle(answer) {
      const call = take(answer.id);
      if (!call) return; // cancelled here before the answer arrived
      if (answer.ok) call.resolve(answer.output);
      else call.reject(fromFaultData(answer.fault));
    },
    abandon(fault) {
      for (const id of pending.keys()) take(id)?.reject(fault);
    },
  };
}

function cancelled(method: string): Fault {
  return new Fault('CANCELLED', `${method} was cancelled; what had begun by then may still happen.`);
}
