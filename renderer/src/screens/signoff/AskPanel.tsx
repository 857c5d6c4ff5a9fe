import { useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { Policy } from '../../../../shared/model/policy.ts';
import type { AvailableRelease } from '../../../../shared/model/release.ts';
import type { StatementRules } from '../../../../shared/model/statement.ts';
import type { DeploymentTarget } from '../../../../shared/model/workspace.ts';
import type { ChangeWarning } from '../../../../shared/view/promotionChanges.ts';
import { listWords, peopleWords } from '../../../../shared/view/promotionWords.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { mapAnswer, type Answer } from '../../answers/useAnswer.ts';
import { routeTo } from '../../route.ts';
import {
  Button,
  ChoiceInput,
  ErrorNote,
  FormField,
  Icon,
  Reason,
  Skeleton,
  TextArea,
  VisibleText,
} from '../../ui/index.ts';
import { PlannedStory } from '../promotion/PlannedStory.tsx';
import { TargetNotices } from '../promotion/TargetNotices.tsx';
import { AskButton } from './AskButton.tsx';
import { GateList } from './GateList.tsx';
import { PolicyFacts } from './PolicyFacts.tsx';
import { WhoMayDecide } from './WhoMayDecide.tsx';
import css from './Signoff.module.css';

export interface AskPanelProps {
  readonly target: DeploymentTarget;
  readonly version: string | undefined;
  readonly release: AvailableRelease | undefined;
  readonly policy: Policy;
  /** Another promotion that is still open here; a new request takes its place. */
  readonly open: PromotionState | undefined;
  readonly rules: StatementRules;
  readonly onRules: (rules: StatementRules) => void;
  readonly outlook: Answer<OutputOf<'promotions.outlook'>>;
  readonly warnings: readonly ChangeWarning[];
  readonly onReadPlan: () => void;
}

/** Before anybody is asked: who would have to sign, who could, and why nobody else. */
export function AskPanel(props: AskPanelProps) {
  const { target, version, policy, open, rules, onRules, outlook, warnings, onReadPlan } = props;
  const [reason, setReason] = useState('');
  const found = outlook.value;
  const notices = found?.prepared?.notices.length ?? 0;
  return (
    <aside className={css.panel} aria-label="Decision">
      <TargetNotices target={target} />
      {open && (
        <p className={css.text}>
          <Icon name="sign" size={14} />{' '}
          <a href={routeTo({ screen: 'promotionById', id: open.id })}>
            <VisibleText text={open.release.version} />
          </a>{' '}
          {open.rules === 'emergency' ? 'as an emergency ' : ''}is open here. Asking for another takes its
          place.
        </p>
      )}
      {version !== undefined && (
        <section className={css.section} aria-label="Ask for sign-offs">
          {policy.emergency && (
            <ChoiceInput
              label="By which rules"
              value={rules}
              onChange={onRules}
              choices={[
                { value: 'ordinary', label: 'Ordinary', note: `${policy.required} of ${policy.group}` },
                {
                  value: 'emergency',
                  label: 'Emergency',
                  note: `${policy.emergency.required} of ${policy.emergency.group}, with a reason, and reviewed afterwards`,
                  danger: true,
                },
              ]}
            />
          )}
          <FormField
            label="Reason"
            optional={rules === 'ordinary'}
            hint={
              rules === 'emergency'
                ? 'What is broken, and why it cannot wait. It is signed with the promotion.'
                : 'For those who are asked; it is signed with the promotion.'
            }
          >
            {(binding) => (
              <TextArea
                {...binding}
                rows={rules === 'emergency' ? 3 : 2}
                maxLength={2_000}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </FormField>
          <Asked {...props} reason={reason.trim()} />
        </section>
      )}
      {warnings.length > 0 && (
        <ul className={css.list} aria-label="Warnings">
          {warnings.map((warning) => (
            <li key={warning.title}>
              <Reason tone="caution" text={warning.title} />
            </li>
          ))}
        </ul>
      )}
      {outlook.fault && (
        <FaultNote
          fault={outlook.fault}
          stillTrue="Nothing was asked of anybody."
          acts={
            <Button onClick={outlook.again} busy={outlook.isAsking}>
              Look again
            </Button>
          }
        />
      )}
      {version !== undefined && !found && !outlook.fault && <Skeleton label="who may decide" lines={5} />}
      {found?.eligibility && (
        <WhoMayDecide
          title="Who may decide"
          persons={found.eligibility.persons}
          count={`${found.eligibility.required} must, ${found.eligibility.eligible} can`}
        />
      )}
      {found && <GateList gates={found.gates} observedAt={found.observedAt} />}
      {found?.prepared && (
        <section className={css.section} aria-label="What will happen">
          <h2 className={css.title}>What will happen</h2>
          <PlannedStory version={version} prepared={mapAnswer(outlook, (it) => it.prepared)} />
          {notices > 0 && (
            <div>
              <Button icon="alert" onClick={onReadPlan}>
                {notices === 1 ? 'A balancer has something to say' : `${notices} notices of the balancers`}
              </Button>
            </div>
          )}
        </section>
      )}
      <section className={css.section} aria-label="Policy">
        <h2 className={css.title}>Policy of {target.environment}</h2>
        <PolicyFacts policy={policy} {...(version === undefined ? {} : { rules })} />
      </section>
    </aside>
  );
}

/** In words what is asked, of whom; or the finding for which nobody can be asked. */
function Asked(props: AskPanelProps & { readonly reason: string }) {
  const { target, version, release, outlook, rules, reason } = props;
  const { eligibility } = outlook.value ?? {};
  if (version === undefined) return undefined;
  const able = eligibility?.persons.filter(({ standing }) => standing.kind === 'eligible') ?? [];
  return (
    <>
      {eligibility && !eligibility.canBeSatisfied && (
        <ErrorNote
          title="Nobody can be asked"
          stillTrue={eligibility.finding ?? 'Too few people may sign.'}
          wayOut="Let somebody who did not write the change join the group, or mend the policy; both are changes in Git."
        />
      )}
      {eligibility?.canBeSatisfied === true && (
        <p className={css.text}>
          You ask {listWords(able.map(({ displayName }) => displayName))} to sign {target.service} {version}
          {release && ` (sha256 ${release.artifactSha256.slice(0, 12)}…)`} for {target.environment}
          {rules === 'emergency' ? ' as an EMERGENCY' : ''}: {peopleWords(eligibility.required)} must, and it
          is for exactly this plan.
        </p>
      )}
      <AskButton target={target} version={version} rules={rules} reason={reason} outlook={outlook} />
    </>
  );
}
