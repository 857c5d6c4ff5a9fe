import { useState } from 'react';
import { PartsPage } from '../../ui/parts/PartsPage.tsx';
import type { ScreenPropsOf } from '../registry.tsx';

/** Every part in all its states: `#/parts`, or one section of it as in `#/parts/marks`. */
export function PartsScreen({ route }: ScreenPropsOf<'parts'>) {
  const [nowMs] = useState(() => Date.now());
  return <PartsPage section={route.section} nowMs={nowMs} />;
}
