import { useCallback } from 'react';
import { toFault } from '../../stores/createStores.ts';
import { useToast } from '../../ui/index.ts';

/** Says what happened and the way out. What a person asked for and got cancelled needs no words. */
export function useFaultToast(): (error: unknown) => void {
  const toast = useToast();
  return useCallback(
    (error) => {
      const fault = toFault(error);
      if (fault.code === 'CANCELLED') return;
      const text = [fault.wayOut, ...(fault.details ?? [])].filter((it) => it !== undefined).join(' ');
      toast({ tone: 'bad', title: fault.message, ...(text === '' ? {} : { text }) });
    },
    [toast],
  );
}
