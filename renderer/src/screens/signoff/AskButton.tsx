import { useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { StatementRules } from '../../../../shared/model/statement.ts';
import type { DeploymentTarget } from '../../../../shared/model/workspace.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import type { Answer } from '../../answers/useAnswer.ts';
import { toFault } from '../../stores/createStores.ts';
import { useCapability, useClient, useIdentity } from '../../stores/useStores.ts';
import { Button, Reason, ReasonedButton } from '../../ui/index.ts';
import { useIdentityActs } from '../frame/identityActs.ts';

interface AskButtonProps {
  readonly target: DeploymentTarget;
  readonly version: string;
  readonly rules: StatementRules;
  /** Trimmed. */
  readonly reason: string;
  readonly outlook: Answer<OutputOf<'promotions.outlook'>>;
}

/** Asks for sign-offs on exactly what is shown; or says what is in the way. */
export function AskButton({ target, version, rules, reason, outlook }: AskButtonProps) {
  const { service, environment } = target;
  const client = useClient();
  const canAct = useCapability('rollouts');
  const hasSession = useIdentity((state) => state.session !== undefined);
  const { unlock } = useIdentityActs();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const prepared = outlook.value?.prepared;

  if (!canAct) {
    return (
      <Reason
        tone="info"
        text="This control room only reads: nothing can be asked from it."
        wayOut="Open the workspace without --read-only."
      />
    );
  }

  async function ask(planSha256: string) {
    setBusy(true);
    setFault(undefined);
    try {
      // The page shows the promotion as soon as the journal tells of it.
      await client.call('promotions.request', {
        service,
        environment,
        version,
        rules,
        planSha256,
        ...(reason === '' ? {} : { reason }),
      });
    } catch (error) {
      setFault(toFault(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <ReasonedButton
        kind={rules === 'emergency' ? 'danger' : 'primary'}
        icon="sign"
        busy={isBusy}
        reasons={[
          ...(hasSession ? [] : ['Nobody has unlocked this desktop: who asks is recorded by name']),
          ...(rules === 'emergency' && reason === '' ? ['An emergency needs a reason'] : []),
          ...reasonsOf(outlook),
        ]}
        onClick={() => {
          if (prepared) void ask(prepared.planSha256);
        }}
      >
        {rules === 'emergency' ? 'Ask for emergency sign-offs' : 'Ask for sign-offs'}
      </ReasonedButton>
      {!hasSession && (
        <Button icon="unlock" onClick={unlock}>
          Say who you are…
        </Button>
      )}
      {fault && (
        <FaultNote
          fault={fault}
          stillTrue="Nothing was asked of anybody; the refusal is in the journal."
          acts={
            <Button onClick={outlook.again} busy={outlook.isAsking}>
              Look again
            </Button>
          }
        />
      )}
    </>
  );
}

function reasonsOf({ value, fault }: Answer<OutputOf<'promotions.outlook'>>): string[] {
  if (fault) return ['It cannot be told who may sign'];
  if (!value) return ['Hosts, balancers, repositories and policy are being looked at'];
  const failed = value.gates.filter((it) => !it.passed).length;
  if (failed > 0) return [failed === 1 ? 'A gate fails' : `${failed} gates fail`];
  if (value.eligibility?.canBeSatisfied !== true) return ['Too few people may sign'];
  return value.prepared ? [] : ['There is no plan'];
}
