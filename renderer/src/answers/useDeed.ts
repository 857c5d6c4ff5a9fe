import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { InputOf, MethodName, OutputOf } from '../../../shared/contract/contract.ts';
import type { Fault } from '../../../shared/protocol/fault.ts';
import { toFault } from '../stores/createStores.ts';
import { useClient } from '../stores/useStores.ts';

export type DeedState<T> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** Something that takes its time, is asked for by a person, and may be given up. */
export interface Deed<M extends MethodName> {
  readonly state: DeedState<OutputOf<M>>;
  /** Does nothing while it is running. */
  readonly begin: (input: InputOf<M>) => void;
  readonly cancel: () => void;
  /** What came of it was read. */
  readonly forget: () => void;
}

/**
 * One deed at a time, as long as the component lives. Given up it is idle again, as if never asked for.
 * @param onEnd told once of what came of it, unless it was given up.
 */
export function useDeed<M extends MethodName>(
  method: M,
  onEnd?: (end: Extract<DeedState<OutputOf<M>>, { kind: 'done' | 'failed' }>) => void,
): Deed<M> {
  const client = useClient();
  const [state, setState] = useState<DeedState<OutputOf<M>>>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  const latest = useRef(onEnd);
  useLayoutEffect(() => {
    latest.current = onEnd;
  });
  useEffect(() => () => running.current?.abort(), []);

  const begin = useCallback(
    (input: InputOf<M>) => {
      if (running.current) return;
      const controller = new AbortController();
      running.current = controller;
      setState({ kind: 'running' });
      const end = (next: DeedState<OutputOf<M>>): void => {
        running.current = undefined;
        const isGivenUp = next.kind === 'failed' && next.fault.code === 'CANCELLED';
        setState(isGivenUp ? { kind: 'idle' } : next);
        if (!isGivenUp && (next.kind === 'done' || next.kind === 'failed')) latest.current?.(next);
      };
      client.call(method, input, { signal: controller.signal }).then(
        (value) => end({ kind: 'done', value }),
        (error: unknown) => end({ kind: 'failed', fault: toFault(error) }),
      );
    },
    [client, method],
  );
  const cancel = useCallback(() => running.current?.abort(), []);
  const forget = useCallback(
    () => setState((before) => (before.kind === 'running' ? before : { kind: 'idle' })),
    [],
  );
  return useMemo(() => ({ state, begin, cancel, forget }), [state, begin, cancel, forget]);
}
