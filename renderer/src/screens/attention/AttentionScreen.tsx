import { Empty } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';

export function AttentionScreen({ route }: ScreenPropsOf<'attention'>) {
  return (
    <Screen title="Attention">
      <Empty title="Attention">Nothing is shown for {route.screen} yet.</Empty>
    </Screen>
  );
}
