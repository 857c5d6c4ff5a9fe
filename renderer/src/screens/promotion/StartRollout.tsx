import { useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { Plan } from '../../../../shared/model/plan.ts';
import type { Stage } from '../../../../shared/model/stage.ts';
import type { DeploymentTarget } from '../../../../shared/model/workspace.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { planDifferencesOf } from '../../../../shared/view/promotionPlan.ts';
import { navigate } from '../../route.ts';
import { toFault } from '../../stores/createStores.ts';
import { useCapability, useClient } from '../../stores/useStores.ts';
import { Button, ConfirmByTyping, ErrorNote, Reason, ReasonedButton } from '../../ui/index.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import type { Answer } from '../../answers/useAnswer.ts';
import css from './Decision.module.css';

interface StartRolloutProps {
  readonly target: DeploymentTarget;
  readonly stage: Stage | undefined;
  readonly version: string | undefined;
  readonly prepared: Answer<OutputOf<'rollouts.plan'>>;
  /** A rollout is under way here: a second one would be refused. */
  readonly isOpen: boolean;
  /** The approved promotion that it carries out, where the environment has a policy. */
  readonly promotionId?: string;
  /** Why it cannot be started now, each by itself. */
  readonly reasons?: readonly string[];
}

/** Starts exactly the plan that is shown; for production the environment's name is typed. */
export function StartRollout(props: StartRolloutProps) {
  const { target, stage, version, prepared, isOpen, promotionId, reasons = [] } = props;
  const { service, environment } = target;
  const client = useClient();
  const canStart = useCapability('rollouts');
  const [isTyping, setTyping] = useState(false);
  const [isStarting, setStarting] = useState(false);
  const [refused, setRefused] = useState<{ readonly fault: Fault; readonly plan: Plan }>();

  if (!canStart) {
    return (
      <Reason
        tone="info"
        text="This control room only reads: nothing can be started from it."
        wayOut="Open the workspace without --read-only."
      />
    );
  }
  if (version === undefined || isOpen) return undefined;

  const ready = prepared.value;
  const isProduction = stage === 'production';
  const act = `Deploy ${version} to ${environment}`;

  async function start({ plan, planSha256 }: OutputOf<'rollouts.plan'>, asked: string) {
    setStarting(true);
    setRefused(undefined);
    try {
      const { rolloutId } = await client.call('rollouts.start', {
        service,
        environment,
        version: asked,
        planSha256,
        ...(isProduction ? { confirmEnvironment: environment } : {}),
        ...(promotionId === undefined ? {} : { promotionId }),
      });
      navigate({ screen: 'rollout', id: rolloutId });
    } catch (error) {
      setRefused({ fault: toFault(error), plan });
    } finally {
      setStarting(false);
      setTyping(false);
    }
  }

  const canPress = ready !== undefined && prepared.fault === undefined && !prepared.isAsking;
  return (
    <div className={css.start}>
      {refused && <Refusal {...refused} prepared={prepared} />}
      <ReasonedButton
        kind={isProduction ? 'danger' : 'primary'}
        icon="promote"
        reasons={reasons}
        disabled={!canPress && reasons.length === 0}
        busy={isStarting}
        onClick={() => {
          if (isProduction) setTyping(true);
          else if (ready) void start(ready, version);
        }}
      >
        {isProduction ? `${act}…` : act}
      </ReasonedButton>
      {isProduction && reasons.length === 0 && (
        <p className={css.quiet}>You will type {environment} to confirm.</p>
      )}
      <ConfirmByTyping
        open={isTyping}
        onOpenChange={setTyping}
        title={`Deploy ${service} ${version} to ${environment}`}
        name={environment}
        act={act}
        busy={isStarting}
        onConfirm={() => {
          if (ready) void start(ready, version);
        }}
      >
        {ready && (
          <p>
            {ready.plan.hosts.length} hosts in {ready.plan.batches.length} batches, plan{' '}
            {ready.planSha256.slice(0, 12)}.
          </p>
        )}
      </ConfirmByTyping>
    </div>
  );
}

/** Why it was not started. A changed plan is read again first, with what is different in it. */
function Refusal(props: {
  readonly fault: Fault;
  readonly plan: Plan;
  readonly prepared: Answer<OutputOf<'rollouts.plan'>>;
}) {
  const { fault, plan, prepared } = props;
  const stillTrue = 'Nothing was started.';
  if (fault.code !== 'PLAN_CHANGED') return <FaultNote fault={fault} stillTrue={stillTrue} />;
  const now = prepared.value?.plan;
  if (now === undefined || now === plan) {
    return (
      <FaultNote
        fault={fault}
        stillTrue={stillTrue}
        acts={
          <Button onClick={prepared.again} busy={prepared.isAsking}>
            Read the new plan
          </Button>
        }
      />
    );
  }
  return (
    <ErrorNote
      tone="caution"
      title="This is the new plan. It differs from the one before in:"
      stillTrue={stillTrue}
      details={planDifferencesOf(plan, now)}
      wayOut="Read it, then start it."
    />
  );
}
