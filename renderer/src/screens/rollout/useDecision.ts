import { useState } from 'react';
import { toFault } from '../../stores/createStores.ts';
import { useToast } from '../../ui/index.ts';

/** A decision that needs no words: taken at once, and told where it was refused. */
export function useDecision(trouble: string): {
  readonly isBusy: boolean;
  readonly take: (decide: () => Promise<unknown>) => void;
} {
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);

  async function settle(decide: () => Promise<unknown>) {
    setBusy(true);
    try {
      await decide();
    } catch (error) {
      const { message, wayOut } = toFault(error);
      toast({ tone: 'bad', title: trouble, text: wayOut === undefined ? message : `${message} ${wayOut}` });
    } finally {
      setBusy(false);
    }
  }

  return { isBusy, take: (decide) => void settle(decide) };
}
