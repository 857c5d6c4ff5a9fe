import { Icon } from '../marks/Icon.tsx';
import { type LaneState, laneIcons } from './laneModel.ts';
import css from './LaneSign.module.css';

/** The sign of a step's state: each differs in shape, not only in colour. */
export function LaneSign({ state }: { readonly state: LaneState }) {
  switch (state) {
    case 'waiting':
      return <span className={css.waiting} />;
    case 'running':
      return <span className={css.running} />;
    case 'already':
      return <span className={css.already} />;
    case 'skipped':
      return <span className={css.skipped}>–</span>;
    case 'unknown':
      return <span className={css.unknown}>?</span>;
    case 'ok':
    case 'failed':
      return (
        <span className={css[state]}>
          <Icon name={laneIcons[state]} size={12} />
        </span>
      );
  }
}
