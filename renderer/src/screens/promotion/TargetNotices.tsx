import { useShallow } from 'zustand/react/shallow';
import { debtsIn, openRolloutIn } from '../../../../shared/view/promotionReleases.ts';
import { routeTo } from '../../route.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { Age, Icon, VisibleText } from '../../ui/index.ts';
import css from './Decision.module.css';

/** What is going on at the target, before anything is asked there: a rollout under way, debts. */
export function TargetNotices({ target }: { readonly target: { service: string; environment: string } }) {
  const open = useJournalState((state) => openRolloutIn(state, target));
  const debts = useJournalState(useShallow((state) => debtsIn(state, target)));
  return (
    <>
      {open && (
        <p className={css.notice}>
          <Icon name="rollout" size={14} />{' '}
          <span>
            {open.requestedBy} is rolling {open.release.version} out here since{' '}
            <Age at={open.startedAt ?? open.requestedAt} fade="never" />.{' '}
            <a href={routeTo({ screen: 'rollout', id: open.id })}>Follow it</a>
          </span>
        </p>
      )}
      {debts.map((debt) => (
        <p key={debt.id} className={css.notice}>
          <Icon name="debt" size={14} />{' '}
          <span>
            Debt on {debt.host}: <VisibleText text={debt.reason} />
          </span>
        </p>
      ))}
    </>
  );
}
