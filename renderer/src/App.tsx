import { type ReactNode, Suspense } from 'react';
import type { ScreenName } from './route.ts';
import { useRoute, type Route } from './route.ts';
import { AppFrame } from './screens/frame/AppFrame.tsx';
import { ScreenBoundary } from './screens/frame/ScreenBoundary.tsx';
import { screens } from './screens/registry.tsx';
import { useConnection } from './stores/useStores.ts';
import { Skeleton } from './ui/index.ts';

/** The frame around the screen that the address names; the parts page stands alone. */
export function App() {
  const asked = useRoute();
  const isInLobby = useConnection(
    ({ status, capabilities }) =>
      status === 'connected' && capabilities.includes('lobby') && !capabilities.includes('workspace'),
  );
  const route: Route = isInLobby && asked.screen !== 'parts' ? { screen: 'welcome' } : asked;
  const screen = (
    <ScreenBoundary key={boundaryKey(route)}>
      <Suspense fallback={<Skeleton label="the screen" lines={8} />}>
        <RoutedScreen route={route} />
      </Suspense>
    </ScreenBoundary>
  );
  return route.screen === 'parts' ? screen : <AppFrame route={route}>{screen}</AppFrame>;
}

/** An error belongs to the screen that made it: going elsewhere leaves it behind. */
function boundaryKey(route: Route): ScreenName {
  return route.screen;
}

function RoutedScreen({ route }: { readonly route: Route }): ReactNode {
  switch (route.screen) {
    case 'matrix':
      return <screens.matrix route={route} />;
    case 'attention':
      return <screens.attention route={route} />;
    case 'promotion':
      return <screens.promotion key={`${route.service}/${route.environment}`} route={route} />;
    case 'promotions':
      return <screens.promotions route={route} />;
    case 'promotionById':
      return <screens.promotionById key={route.id} route={route} />;
    case 'people':
      return <screens.people route={route} />;
    case 'rollouts':
      return <screens.rollouts route={route} />;
    case 'rollout':
      return <screens.rollout key={route.id} route={route} />;
    case 'journal':
      return <screens.journal route={route} />;
    case 'record':
      return <screens.record key={route.seq} route={route} />;
    case 'welcome':
      return <screens.welcome route={route} />;
    case 'parts':
      return <screens.parts route={route} />;
  }
}
