import type { ChangeRow } from '../../../../shared/view/changeList.ts';
import { Chip } from '../../ui/index.ts';
import { EmergencyChip } from '../signoff/StandingChip.tsx';
import css from './Audit.module.css';

/** By which rules a change went to production. */
export function KindMark({ kind }: Pick<ChangeRow, 'kind'>) {
  switch (kind) {
    case 'ordinary':
      return <span className={css.quiet}>ordinary</span>;
    case 'emergency':
      return <EmergencyChip />;
    case 'rollback':
      return <span className={css.quiet}>rollback</span>;
    case 'unsigned':
      return <Chip tone="caution">no sign-off</Chip>;
  }
}
