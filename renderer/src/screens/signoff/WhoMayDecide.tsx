import type { ReactNode } from 'react';
import type { Eligibility } from '../../../../shared/model/eligibility.ts';
import { standingGroupsOf } from '../../../../shared/view/standingGroups.ts';
import { useIdentity } from '../../stores/useStores.ts';
import { Age, PersonStanding, VisibleText } from '../../ui/index.ts';
import { UntilNote } from './UntilNote.tsx';
import css from './Signoff.module.css';

interface WhoMayDecideProps {
  readonly title: string;
  readonly persons: Eligibility['persons'];
  /** `1 of 2 signed`. */
  readonly count?: string;
  readonly children?: ReactNode;
}

/** Everyone in the workspace: who has signed, who may, and for everybody else exactly why not. */
export function WhoMayDecide({ title, persons, count, children }: WhoMayDecideProps) {
  const { signed, eligible, barred } = standingGroupsOf(persons);
  const you = useIdentity((state) => state.session?.person);
  return (
    <section className={css.section} aria-label={title}>
      <h2 className={css.title}>
        {title}
        {count !== undefined && <span className={css.count}>{count}</span>}
      </h2>
      {children}
      <ul className={css.list}>
        {signed.map(({ person, displayName, standing }) => (
          <li key={person}>
            <PersonStanding
              kind={standing.decision === 'reject' ? 'rejected' : 'approved'}
              name={displayName}
              shortName={person}
              isYou={person === you}
              notes={[
                <>
                  <Age at={standing.recordedAt} fade="never" />
                  {standing.decision === 'approve' && (
                    <>
                      , <UntilNote at={standing.expiresAt} />
                    </>
                  )}
                </>,
              ]}
            />
          </li>
        ))}
        {eligible.map(({ person, displayName }) => (
          <li key={person}>
            <PersonStanding kind="eligible" name={displayName} shortName={person} isYou={person === you} />
          </li>
        ))}
        {barred.map(({ person, displayName, standing }) => (
          <li key={person}>
            <PersonStanding
              kind="barred"
              name={displayName}
              shortName={person}
              isYou={person === you}
              notes={standing.bars.map(({ text }) => (
                <VisibleText key={text} text={text} />
              ))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
