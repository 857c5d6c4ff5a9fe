import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { navigate } from '../../route.ts';
import { useCapability, useIdentity, useJournalState, useWorkspace } from '../../stores/useStores.ts';
import { CommandPalette } from '../../ui/index.ts';
import { paletteGroups } from './paletteGroups.ts';
import { useIdentityActs } from './identityActs.ts';
import { useServices } from './services.ts';
import { useLook } from './useLook.ts';
import { usePreference } from './usePreference.ts';
import { useToggleNotifications } from './useToggleNotifications.ts';
import { useVerify } from './useVerify.ts';

interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onShowKeys: () => void;
}

export function Palette(props: PaletteProps) {
  // What it lists is not even computed while it is closed.
  return props.open ? <OpenPalette {...props} /> : null;
}

function OpenPalette({ open, onOpenChange, onShowKeys }: PaletteProps) {
  const services = useServices();
  const workspace = useWorkspace((state) => state.workspace);
  const rollouts = useJournalState(
    useShallow(({ rollouts: byId, rolloutOrder }) => ({ rollouts: byId, rolloutOrder })),
  );
  const promotions = useJournalState(
    useShallow(({ promotions: byId, promotionOrder }) => ({ promotions: byId, promotionOrder })),
  );
  const identity = useIdentity((state) => state.session?.displayName);
  const { unlock, lock } = useIdentityActs();
  const canRollOut = useCapability('rollouts');
  const hasLobby = useCapability('lobby');
  const isNotifying = usePreference(services.notifications);
  const verify = useVerify();
  const { look } = useLook();
  const toggleNotifications = useToggleNotifications();
  const groups = useMemo(
    () =>
      paletteGroups(
        { workspace, rollouts, promotions, identity, canRollOut, hasLobby, isNotifying },
        {
          go: navigate,
          verify,
          look: () => look(),
          unlock,
          lock,
          toggleTheme: () => services.toggleTheme(),
          toggleNotifications,
          showKeys: onShowKeys,
        },
      ),
    [
      workspace,
      rollouts,
      promotions,
      identity,
      canRollOut,
      hasLobby,
      isNotifying,
      verify,
      look,
      unlock,
      lock,
      services,
      toggleNotifications,
      onShowKeys,
    ],
  );
  return <CommandPalette open={open} onOpenChange={onOpenChange} groups={groups} />;
}
