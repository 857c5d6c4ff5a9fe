import { Empty } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';

export function PromotionScreen({ route }: ScreenPropsOf<'promotion'>) {
  return (
    <Screen title="Promotion">
      <Empty title="Promotion">Nothing is shown for {route.screen} yet.</Empty>
    </Screen>
  );
}
