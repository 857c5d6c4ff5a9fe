import { Empty } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';

export function MatrixScreen({ route }: ScreenPropsOf<'matrix'>) {
  return (
    <Screen title="Matrix">
      <Empty title="Matrix">Nothing is shown for {route.screen} yet.</Empty>
    </Screen>
  );
}
