import type { VerificationState } from '../../../../shared/contract/journalArea.ts';
import { formatPercent } from '../../format/count.ts';
import { plural } from '../../format/plural.ts';
import { useVerification } from '../../stores/useStores.ts';
import { Age, Button, Chip } from '../../ui/index.ts';
import { useVerify } from '../frame/useVerify.ts';
import css from './Journal.module.css';

/** Whether what is read here can be believed. */
export function ChainLine() {
  const verification = useVerification((state) => state);
  const verify = useVerify();
  return (
    <span className={css.chain}>
      <ChainWords verification={verification} />
      <Button kind="quiet" busy={verification.kind === 'running'} onClick={verify}>
        Verify now
      </Button>
    </span>
  );
}

function ChainWords({ verification }: { readonly verification: VerificationState }) {
  switch (verification.kind) {
    case 'notYet':
      return <Chip>not verified yet</Chip>;
    case 'running': {
      const { done, total } = verification;
      return <Chip>verifying{total === 0 ? '' : ` ${formatPercent(done / total)}`}</Chip>;
    }
    case 'verified': {
      const { ok, records, findings, verifiedAt } = verification.report;
      return (
        <>
          <Chip tone={ok ? 'ok' : 'bad'} icon={ok ? 'check' : 'alert'}>
            {ok
              ? `chain intact, ${plural(records, 'record')}`
              : `chain broken, ${plural(findings.length, 'finding')}`}
          </Chip>
          <Age at={verifiedAt} prefix="verified" fade="never" />
        </>
      );
    }
  }
}
