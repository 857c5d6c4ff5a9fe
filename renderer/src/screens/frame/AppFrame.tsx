import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { plural } from '../../format/plural.ts';
import { navigate, routeTo, type Route, type ScreenName } from '../../route.ts';
import { useCapability, useCells, useConnection, useWorkspace } from '../../stores/useStores.ts';
import { Frame, IconButton, type NavigationItem } from '../../ui/index.ts';
import { ScreenHeadContext } from '../Screen.tsx';
import { EndedFeeds } from './EndedFeeds.tsx';
import { Identity } from './Identity.tsx';
import { IdentityProvider } from './IdentityProvider.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { Palette } from './Palette.tsx';
import { toShownKeys } from './pressedKeys.ts';
import { Prompts } from './Prompts.tsx';
import { useServices } from './services.ts';
import { ShortcutsProvider, useShortcuts } from './shortcuts.tsx';
import { StatusLine } from './StatusLine.tsx';
import { Unopened } from './Unopened.tsx';
import { useLostFocus } from './useLostFocus.ts';
import { useNotifications } from './useNotifications.ts';
import { usePreference } from './usePreference.ts';
import { useToggleNotifications } from './useToggleNotifications.ts';
import css from './AppFrame.module.css';

interface AppFrameProps {
  readonly route: Route;
  readonly children: ReactNode;
}

export function AppFrame(props: AppFrameProps) {
  return (
    <ShortcutsProvider>
      <IdentityProvider>
        <FrameWithKeys {...props} />
      </IdentityProvider>
    </ShortcutsProvider>
  );
}

/** In which part of the navigation a screen lies. */
const homes: Readonly<Record<ScreenName, string>> = {
  matrix: 'matrix',
  promotion: 'matrix',
  attention: 'attention',
  promotions: 'promotions',
  promotionById: 'promotions',
  people: 'people',
  rollouts: 'rollouts',
  rollout: 'rollouts',
  journal: 'journal',
  record: 'journal',
  welcome: 'welcome',
  parts: 'parts',
};

function FrameWithKeys({ route, children }: AppFrameProps) {
  const workspace = useWorkspace((state) => state.workspace?.name);
  const connection = useConnection((state) => state.status);
  const [title, setTitle] = useState<string>();
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isKeysOpen, setKeysOpen] = useState(false);
  const showKeys = useCallback(() => setKeysOpen(true), []);
  const head = useMemo(() => ({ setTitle, tools }), [tools]);
  const navigation = useNavigation();
  const hasWorkspace = useCapability('workspace');
  useNotifications();
  useLostFocus(routeTo(route));
  useEffect(() => {
    document.title = [title, workspace, 'Signalbox'].filter((it) => it !== undefined).join(' · ');
  }, [title, workspace]);
  useShortcuts('Everywhere', [
    { keys: 'g m', label: 'Go to the matrix', act: () => navigate({ screen: 'matrix' }) },
    { keys: 'g a', label: 'Go to attention', act: () => navigate({ screen: 'attention' }) },
    { keys: 'g p', label: 'Go to promotions', act: () => navigate({ screen: 'promotions' }) },
    { keys: 'g r', label: 'Go to rollouts', act: () => navigate({ screen: 'rollouts' }) },
    { keys: 'g j', label: 'Go to the journal', act: () => navigate({ screen: 'journal' }) },
    { keys: 'g e', label: 'Go to people and policy', act: () => navigate({ screen: 'people' }) },
    { keys: 'Mod+K', label: 'Go to, or do, anything', act: () => setPaletteOpen((open) => !open) },
    { keys: '?', label: 'Show the keys of this screen', act: showKeys },
  ]);
  return (
    <ScreenHeadContext value={head}>
      <Frame
        workspace={workspace ?? 'Signalbox'}
        navigation={navigation}
        current={homes[route.screen]}
        title={title ?? ''}
        tools={
          <>
            <div
              ref={setTools}
              className={css.tools}
              data-connection={connection}
              data-workspace={workspace}
            />
            <FrameTools onPalette={() => setPaletteOpen(true)} />
          </>
        }
        status={<StatusLine />}
        {...(hasWorkspace ? { identity: <Identity /> } : {})}
      >
        <Unopened>
          <EndedFeeds>{children}</EndedFeeds>
        </Unopened>
      </Frame>
      <Palette open={isPaletteOpen} onOpenChange={setPaletteOpen} onShowKeys={showKeys} />
      <KeysDialog open={isKeysOpen} onOpenChange={setKeysOpen} />
      <Prompts />
    </ScreenHeadContext>
  );
}

function useNavigation(): readonly NavigationItem[] {
  const count = useCells((state) => state.attention.length);
  const isOverdue = useCells((state) => state.attention.some(({ kind }) => kind === 'reviewOverdue'));
  const hasWorkspace = useCapability('workspace');
  return useMemo((): readonly NavigationItem[] => {
    if (!hasWorkspace) return [];
    const overdue = isOverdue ? ', the review of an emergency is overdue' : '';
    const label = `${plural(count, 'thing')} ${count === 1 ? 'needs' : 'need'} attention${overdue}`;
    return [
      { id: 'matrix', label: 'Matrix', icon: 'matrix', href: routeTo({ screen: 'matrix' }), keys: 'g m' },
      {
        id: 'attention',
        label: 'Attention',
        icon: 'attention',
        href: routeTo({ screen: 'attention' }),
        keys: 'g a',
        ...(count > 0 ? { attention: { count, label } } : {}),
      },
      {
        id: 'promotions',
        label: 'Promotions',
        icon: 'sign',
        href: routeTo({ screen: 'promotions' }),
        keys: 'g p',
      },
      {
        id: 'rollouts',
        label: 'Rollouts',
        icon: 'rollout',
        href: routeTo({ screen: 'rollouts' }),
        keys: 'g r',
      },
      { id: 'journal', label: 'Journal', icon: 'journal', href: routeTo({ screen: 'journal' }), keys: 'g j' },
      { id: 'people', label: 'People', icon: 'people', href: routeTo({ screen: 'people' }), keys: 'g e' },
    ];
  }, [count, hasWorkspace, isOverdue]);
}

function FrameTools({ onPalette }: { readonly onPalette: () => void }) {
  const services = useServices();
  const hasLobby = useCapability('lobby');
  const isNotifying = usePreference(services.notifications);
  const toggleNotifications = useToggleNotifications();
  return (
    <div className={css.always}>
      {hasLobby && (
        <IconButton icon="system" label="Other workspaces" onClick={() => navigate({ screen: 'welcome' })} />
      )}
      <IconButton
        icon="attention"
        label={isNotifying ? 'Desktop notifications are on' : 'Desktop notifications are off'}
        pressed={isNotifying}
        onClick={toggleNotifications}
      />
      <IconButton icon="moon" label="Switch between dark and light" onClick={services.toggleTheme} />
      <IconButton
        icon="search"
        label="Go to, or do, anything"
        keys={toShownKeys('Mod+K', navigator.platform)}
        onClick={onPalette}
      />
    </div>
  );
}
