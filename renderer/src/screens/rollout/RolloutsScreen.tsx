import { Empty } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';

export function RolloutsScreen({ route }: ScreenPropsOf<'rollouts'>) {
  return (
    <Screen title="Rollouts">
      <Empty title="Rollouts">Nothing is shown for {route.screen} yet.</Empty>
    </Screen>
  );
}
