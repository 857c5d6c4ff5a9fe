import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { IdentitySession } from '../../../../shared/model/identity.ts';
import { formatTimeOfDay } from '../../format/instant.ts';
import { visibleText } from '../../format/visibleText.ts';
import { useClient, useIdentity, useStores } from '../../stores/useStores.ts';
import { useToast } from '../../ui/index.ts';
import { IdentityActsContext } from './identityActs.ts';
import { useShortcuts } from './shortcuts.tsx';
import { UnlockDialog } from './UnlockDialog.tsx';
import { useFaultToast } from './useFaultToast.ts';

/** Who is at this desktop: unlocking, locking, and saying so when a session ends by itself. */
export function IdentityProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const showFault = useFaultToast();
  const session = useIdentity((state) => state.session);
  const [isOpen, setOpen] = useState(false);
  const { ended, expectEnd } = useEnded();
  const unlock = useCallback(() => setOpen(true), []);
  const lock = useCallback(() => {
    expectEnd(true);
    client.call('identity.lock', {}).catch((error: unknown) => {
      expectEnd(false);
      showFault(error);
    });
  }, [client, expectEnd, showFault]);
  const acts = useMemo(() => ({ unlock, lock, ended }), [unlock, lock, ended]);
  useShortcuts('Who is at this desktop', [
    { keys: 'g u', label: 'Say who you are, or see who is here', act: unlock },
    { keys: 'l', label: 'Lock this desktop', ...(session ? { act: lock } : {}) },
  ]);
  return (
    <IdentityActsContext value={acts}>
      {children}
      <UnlockDialog open={isOpen} onOpenChange={setOpen} onLock={lock} />
    </IdentityActsContext>
  );
}

/** What ended by itself is told at once, and stays readable until somebody is there again. */
function useEnded() {
  const { identity } = useStores();
  const toast = useToast();
  const isAsked = useRef(false);
  const [ended, setEnded] = useState<string>();
  useEffect(
    () =>
      identity.subscribe(({ session }, { session: last }) => {
        if (session) return setEnded(undefined);
        if (!last) return;
        if (!isAsked.current) {
          const words = endOf(last, Date.now());
          setEnded(words);
          toast({
            tone: 'info',
            title: `${visibleText(last.displayName)} is no longer at this desktop`,
            text: words,
          });
        }
        isAsked.current = false;
      }),
    [identity, toast],
  );
  /** Somebody has pressed the lock: the end that follows surprises nobody. */
  const expectEnd = useCallback((isExpected: boolean) => void (isAsked.current = isExpected), []);
  return { ended, expectEnd };
}

function endOf({ endsAt }: IdentitySession, nowMs: number): string {
  const at = formatTimeOfDay(new Date(nowMs).toISOString());
  return Date.parse(endsAt) - nowMs < 5_000
    ? `The time was over at ${at}.`
    : `It was locked at ${at}, before the time was over.`;
}
