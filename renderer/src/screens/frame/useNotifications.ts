import { useEffect, useRef } from 'react';
import type { AttentionItem } from '../../../../shared/view/attentionList.ts';
import { visibleText } from '../../format/visibleText.ts';
import { navigate } from '../../route.ts';
import { useCells } from '../../stores/useStores.ts';
import { useServices } from './services.ts';
import { usePreference } from './usePreference.ts';

/** Tells of what newly needs a person while the window is not looked at; what was there before was seen before. */
export function useNotifications(): void {
  const { notifier, notifications } = useServices();
  const isOn = usePreference(notifications);
  const attention = useCells((state) => state.attention);
  const isWhole = useCells((state) => state.isWhole);
  const known = useRef<ReadonlySet<string> | undefined>(undefined);

  useEffect(() => {
    if (!isWhole) return;
    const before = known.current;
    known.current = new Set(attention.map(({ id }) => id));
    if (!isOn || before === undefined || document.hasFocus()) return;
    for (const note of toNotes(attention.filter(({ id }) => !before.has(id))))
      notifier.notify({ ...note, onPress: () => navigate({ screen: 'attention' }) });
  }, [attention, isWhole, isOn, notifier]);
}

/** One by one up to three; a storm is one notification. */
function toNotes(fresh: readonly AttentionItem[]) {
  if (fresh.length > 3)
    return [{ id: 'many', title: `${fresh.length} things need attention`, text: fresh[0]?.message ?? '' }];
  return fresh.map(({ id, place, message }) => ({
    id,
    title: visibleText(place),
    text: visibleText(message),
  }));
}
