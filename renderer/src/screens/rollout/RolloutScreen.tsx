import { Empty } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';

export function RolloutScreen({ route }: ScreenPropsOf<'rollout'>) {
  return (
    <Screen title="Rollout">
      <Empty title="Rollout">Nothing is shown for {route.screen} yet.</Empty>
    </Screen>
  );
}
