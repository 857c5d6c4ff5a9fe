import { useEffect, useState } from 'react';
import type { RolloutState } from '../../../../shared/journal/state.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { readWholeRollout } from '../../../../shared/protocol/readWholeRollout.ts';
import { toFault } from '../../stores/createStores.ts';
import { useClient, useConnection } from '../../stores/useStores.ts';

export interface WholeRollout {
  /** With all its steps; `undefined` while they are being read. */
  readonly value: RolloutState | undefined;
  readonly fault: Fault | undefined;
  readonly again: () => void;
}

/** How soon records are asked for again that are still being indexed. */
const againAfterMs = 500;

interface Read {
  readonly id: string;
  readonly value?: RolloutState;
  readonly fault?: Fault;
}

/** The state keeps no more than a summary of what finished long ago: its steps are read when somebody looks. */
export function useWholeRollout(rollout: RolloutState | undefined): WholeRollout {
  const client = useClient();
  const isConnected = useConnection((state) => state.status === 'connected');
  const [read, setRead] = useState<Read>();
  const [turn, setTurn] = useState(0);
  const summary = rollout?.isSummary === true ? rollout : undefined;

  useEffect(() => {
    if (!summary || !isConnected) return undefined;
    const { id } = summary;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = (of: Omit<Read, 'id'>): void => {
      if (!controller.signal.aborted) setRead({ id, ...of });
    };
    readWholeRollout(client, summary, { signal: controller.signal }).then(
      (value) => settle({ value }),
      (error: unknown) => {
        const fault = toFault(error);
        const isBeingIndexed = fault.code === 'NOT_FOUND' && fault.retryable;
        if (!isBeingIndexed) settle({ fault });
        else if (!controller.signal.aborted) timer = setTimeout(() => setTurn((it) => it + 1), againAfterMs);
      },
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, isConnected, summary, turn]);

  const own = read?.id === rollout?.id ? read : undefined;
  return {
    value: summary ? own?.value : rollout,
    fault: summary ? own?.fault : undefined,
    again: () => setTurn((before) => before + 1),
  };
}
