import { type ReactNode, useMemo, useState } from 'react';
import { routeTo, type Route, type ScreenName } from '../../route.ts';
import { useConnection, useWorkspace } from '../../stores/useStores.ts';
import { Frame, type NavigationItem } from '../../ui/index.ts';
import { ScreenHeadContext } from '../Screen.tsx';

const navigation: readonly NavigationItem[] = [
  { id: 'matrix', label: 'Matrix', icon: 'matrix', href: routeTo({ screen: 'matrix' }), keys: 'g m' },
  {
    id: 'attention',
    label: 'Attention',
    icon: 'attention',
    href: routeTo({ screen: 'attention' }),
    keys: 'g a',
  },
  { id: 'rollouts', label: 'Rollouts', icon: 'rollout', href: routeTo({ screen: 'rollouts' }), keys: 'g r' },
  { id: 'journal', label: 'Journal', icon: 'journal', href: routeTo({ screen: 'journal' }), keys: 'g j' },
];

/** In which part of the navigation a screen lies. */
const homes: Readonly<Record<ScreenName, string>> = {
  matrix: 'matrix',
  promotion: 'matrix',
  attention: 'attention',
  rollouts: 'rollouts',
  rollout: 'rollouts',
  journal: 'journal',
  record: 'journal',
  welcome: 'welcome',
  parts: 'parts',
};

export function AppFrame({ route, children }: { readonly route: Route; readonly children: ReactNode }) {
  const workspace = useWorkspace((state) => state.workspace?.name);
  const connection = useConnection((state) => state.status);
  const [title, setTitle] = useState<string>();
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const head = useMemo(() => ({ setTitle, tools }), [tools]);
  return (
    <ScreenHeadContext value={head}>
      <Frame
        workspace={workspace ?? 'Signalbox'}
        navigation={navigation}
        current={homes[route.screen]}
        title={title ?? ''}
        tools={<div ref={setTools} data-connection={connection} data-workspace={workspace} />}
      >
        {children}
      </Frame>
    </ScreenHeadContext>
  );
}
