import { Empty } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';

export function RecordScreen({ route }: ScreenPropsOf<'record'>) {
  return (
    <Screen title="Record">
      <Empty title="Record">Nothing is shown for {route.screen} yet.</Empty>
    </Screen>
  );
}
