import { useEffect, useMemo, useRef } from 'react';
import type { RolloutView } from '../../../../shared/view/rolloutView.ts';
import type { LaneHost } from '../../ui/index.ts';
import { laneHostsOf } from './laneHosts.ts';

export function useLaneHosts(view: RolloutView): readonly LaneHost[] {
  const before = useRef<readonly LaneHost[]>([]);
  // Reading what was drawn last only saves work: any earlier list gives rows that look the same.
  // oxlint-disable-next-line react/refs
  const hosts = useMemo(() => laneHostsOf(view, before.current), [view]);
  useEffect(() => {
    before.current = hosts;
  }, [hosts]);
  return hosts;
}
