import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { Answer } from '../../answers/useAnswer.ts';
import { Digest, VisibleText } from '../../ui/index.ts';
import { ChangeList } from '../promotion/ChangesPanel.tsx';
import css from '../promotion/Changes.module.css';

interface RecordedChangesProps {
  readonly promotion: PromotionState;
  readonly changes: Answer<OutputOf<'changes.between'>>;
}

/** From what ran when it was asked to the candidate: exactly what sign-offs are bound to. */
export function RecordedChanges({ promotion, changes }: RecordedChangesProps) {
  const { bindings, release, environment } = promotion;
  return (
    <div className={css.changes}>
      <div className={css.fromTo}>
        <section aria-label="From" className={css.from}>
          <h2 className={css.label}>From, as bound by the sign-offs</h2>
          {bindings.runningSha256 === 'none' ? (
            <p>
              Nothing of {release.service} in {environment}.
            </p>
          ) : (
            <dl className={css.facts}>
              <dt>SHA-256</dt>
              <dd>
                <Digests of={bindings.runningSha256} label="running artifact" />
              </dd>
              <dt>commit</dt>
              <dd>
                <Digests of={bindings.baseCommit} label="base commit" />
              </dd>
            </dl>
          )}
        </section>
        <section aria-label="To" className={css.to}>
          <h2 className={css.label}>To</h2>
          <p className={css.version}>
            <VisibleText text={release.version} />
          </p>
          <dl className={css.facts}>
            <dt>commit</dt>
            <dd>
              <Digest value={bindings.headCommit} label="commit" />
            </dd>
            <dt>SHA-256</dt>
            <dd>
              <Digest value={bindings.artifactSha256} label="artifact digest" />
            </dd>
          </dl>
        </section>
      </div>
      <ChangeList
        changes={changes}
        canAsk
        stillTrue="What was signed is bound to the commits by their ids all the same."
      />
    </div>
  );
}

function Digests({ of, label }: { readonly of: string; readonly label: string }) {
  if (of === 'none') return 'none';
  return of.split(',').map((value) => <Digest key={value} value={value} label={label} />);
}
