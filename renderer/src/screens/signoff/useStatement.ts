import { useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { StatementDecision } from '../../../../shared/model/statement.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { toFault } from '../../stores/createStores.ts';
import { useClient } from '../../stores/useStores.ts';

export interface IssuedStatement extends OutputOf<'promotions.statement'> {
  readonly person: string;
  readonly decision: StatementDecision;
}

/** Has the exact bytes handed out that one person is to sign. It is recorded, and binds nobody to anything. */
export function useStatement(promotionId: string) {
  const client = useClient();
  const [issued, setIssued] = useState<IssuedStatement>();
  const [fault, setFault] = useState<Fault>();
  const [isAsking, setAsking] = useState(false);

  async function ask(person: string, decision: StatementDecision): Promise<void> {
    setAsking(true);
    setFault(undefined);
    try {
      const answer = await client.call('promotions.statement', { promotionId, person, decision });
      setIssued({ ...answer, person, decision });
    } catch (error) {
      setIssued(undefined);
      setFault(toFault(error));
    } finally {
      setAsking(false);
    }
  }

  function forget(): void {
    setIssued(undefined);
    setFault(undefined);
  }

  return { issued, fault, isAsking, ask, forget };
}
