import type { ReactNode } from 'react';
import { Tooltip } from 'radix-ui';
import type { Clock } from '../clock/clock.ts';
import { ClockContext } from '../clock/useClock.ts';
import { FocusHistory } from '../overlays/focusHistory.tsx';
import { ToastProvider } from '../feedback/Toasts.tsx';

interface UiProviderProps {
  readonly clock: Clock;
  readonly children: ReactNode;
}

/** What the parts need around them, once per window. */
export function UiProvider({ clock, children }: UiProviderProps) {
  return (
    <ClockContext value={clock}>
      <Tooltip.Provider delayDuration={500} skipDelayDuration={200}>
        <FocusHistory>
          <ToastProvider>{children}</ToastProvider>
        </FocusHistory>
      </Tooltip.Provider>
    </ClockContext>
  );
}
