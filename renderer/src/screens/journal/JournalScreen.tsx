import { Empty } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';

export function JournalScreen({ route }: ScreenPropsOf<'journal'>) {
  return (
    <Screen title="Journal">
      <Empty title="Journal">Nothing is shown for {route.screen} yet.</Empty>
    </Screen>
  );
}
