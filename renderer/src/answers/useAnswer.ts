import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { InputOf, MethodName, OutputOf } from '../../../shared/contract/contract.ts';
import type { Fault } from '../../../shared/protocol/fault.ts';
import { toFault } from '../stores/createStores.ts';
import { useClient, useConnection } from '../stores/useStores.ts';

/** What came of a question; while it is asked again the answer before stays readable. */
export interface Answer<T> {
  readonly value: T | undefined;
  readonly fault: Fault | undefined;
  readonly isAsking: boolean;
  /** UTC instant of the value or the fault. */
  readonly at: string | undefined;
  readonly again: () => void;
}

interface Settled<T> {
  readonly key: string;
  readonly turn: number;
  readonly at: string;
  readonly value?: T;
  readonly fault?: Fault;
}

/**
 * Puts a question to the app, again whenever its input says something else and when a lost line is back; an answer
 * that nobody waits for any more is cancelled. Without input nothing is asked.
 * @param asOf asks again when it changes, and keeps the answer before while it does.
 */
export function useAnswer<M extends MethodName>(
  method: M,
  input: InputOf<M> | undefined,
  asOf: string | number = '',
): Answer<OutputOf<M>> {
  const client = useClient();
  const isConnected = useConnection((state) => state.status === 'connected');
  const [settled, setSettled] = useState<Settled<OutputOf<M>>>();
  const [turn, setTurn] = useState(0);
  const key = input === undefined ? undefined : JSON.stringify([method, input]);
  const latest = useRef(input);
  useLayoutEffect(() => {
    latest.current = input;
  });

  useEffect(() => {
    const asked = latest.current;
    if (key === undefined || asked === undefined || !isConnected) return undefined;
    const controller = new AbortController();
    const settle = (of: { readonly value?: OutputOf<M>; readonly fault?: Fault }): void => {
      if (!controller.signal.aborted) setSettled({ key, turn, at: new Date().toISOString(), ...of });
    };
    client.call(method, asked, { signal: controller.signal }).then(
      (value) => settle({ value }),
      (error: unknown) => settle({ fault: toFault(error) }),
    );
    return () => controller.abort();
  }, [client, isConnected, key, method, turn, asOf]);

  const current = settled?.key === key ? settled : undefined;
  return {
    value: current?.value,
    fault: current?.fault,
    isAsking: key !== undefined && current?.turn !== turn,
    at: current?.at,
    again: () => setTurn((before) => before + 1),
  };
}

/** The same answer about a part of its value. */
export function mapAnswer<T, U>(answer: Answer<T>, read: (value: T) => U | undefined): Answer<U> {
  return { ...answer, value: answer.value === undefined ? undefined : read(answer.value) };
}
