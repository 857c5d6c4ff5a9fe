import { Empty } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';

export function WelcomeScreen({ route }: ScreenPropsOf<'welcome'>) {
  return (
    <Screen title="Welcome">
      <Empty title="Welcome">Nothing is shown for {route.screen} yet.</Empty>
    </Screen>
  );
}
