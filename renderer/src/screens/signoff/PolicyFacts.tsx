import type { Policy } from '../../../../shared/model/policy.ts';
import type { StatementRules } from '../../../../shared/model/statement.ts';
import { describeAuthorship } from '../../../../shared/view/describeSignoff.ts';
import { policyWordsOf } from '../../../../shared/view/policyWords.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { Age, Digest, VisibleText } from '../../ui/index.ts';
import css from './Signoff.module.css';

interface PolicyFactsProps {
  readonly policy: Policy;
  /** The rules that are shown; both unless said. */
  readonly rules?: StatementRules;
}

/** The policy in words, its version, since when it is in force, and who changed it. */
export function PolicyFacts({ policy, rules }: PolicyFactsProps) {
  const words = policyWordsOf(policy);
  const inForce = useJournalState((state) => state.policies[policy.environment]);
  return (
    <>
      {rules !== 'emergency' && <Words sentences={words.ordinary} />}
      {rules !== 'ordinary' && words.emergency.length > 0 && (
        <>
          {rules === undefined && <h3 className={css.bad}>In an emergency</h3>}
          <Words sentences={words.emergency} />
        </>
      )}
      <dl className={css.facts}>
        <dt>version</dt>
        <dd>
          <Digest value={policy.version} label="policy version" />
        </dd>
        {inForce?.policy.version === policy.version && (
          <>
            <dt>in force</dt>
            <dd>
              since <Age at={inForce.since} fade="never" />
            </dd>
            <dt>Git</dt>
            <dd>
              <VisibleText text={describeAuthorship(inForce.changedBy)} />
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

function Words({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <ul className={css.list}>
      {sentences.map((sentence) => (
        <li key={sentence} className={css.text}>
          <VisibleText text={sentence} />
        </li>
      ))}
    </ul>
  );
}
