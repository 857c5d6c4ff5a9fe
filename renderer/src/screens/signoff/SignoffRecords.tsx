import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { PromotionState, SignoffState } from '../../../../shared/journal/promotionState.ts';
import { isAbout } from '../../../../shared/view/promotionStanding.ts';
import { decidedWords } from '../../../../shared/view/promotionWords.ts';
import { statementFileName, verifyCommand } from '../../../../shared/view/proofCommands.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { useAnswer } from '../../answers/useAnswer.ts';
import {
  Age,
  Button,
  Chip,
  CommandLine,
  CopyButton,
  Digest,
  DownloadButton,
  Empty,
  Skeleton,
  VisibleText,
} from '../../ui/index.ts';
import { UntilNote } from './UntilNote.tsx';
import { usePersonName } from './usePersonName.ts';
import css from './Signoff.module.css';

type Proof = OutputOf<'promotions.proof'>;

/** Every sign-off with its exact bytes, and how anyone checks it without Signalbox. */
export function SignoffRecords({ promotion }: { readonly promotion: PromotionState }) {
  const count = promotion.signoffs.length;
  const proof = useAnswer('promotions.proof', count === 0 ? undefined : { promotionId: promotion.id }, count);
  if (count === 0) {
    return <Empty icon="sign" title="Nobody has signed yet" />;
  }
  return (
    <div className={css.scroll}>
      {proof.fault && (
        <FaultNote
          fault={proof.fault}
          stillTrue="The sign-offs are in the journal all the same."
          acts={<Button onClick={proof.again}>Read again</Button>}
        />
      )}
      <ul>
        {promotion.signoffs.toReversed().map((signoff) => (
          <li key={`${signoff.statementSha256} ${signoff.fingerprint}`} className={css.record}>
            <SignoffRecord promotion={promotion} signoff={signoff} proof={proof.value} />
          </li>
        ))}
      </ul>
      {!proof.value && !proof.fault && <Skeleton label="the proof" lines={4} />}
      {proof.value && <Signers proof={proof.value} />}
    </div>
  );
}

interface SignoffRecordProps {
  readonly promotion: PromotionState;
  readonly signoff: SignoffState;
  readonly proof: Proof | undefined;
}

function SignoffRecord({ promotion, signoff, proof }: SignoffRecordProps) {
  const nameOf = usePersonName();
  const { person, decision, recordedAt, fingerprint, statement, statementSha256, via } = signoff;
  const signed = proof?.signoffs.find((it) => it.statementSha256 === statementSha256 && it.person === person);
  const fileName = statementFileName({
    promotionId: promotion.id,
    person,
    decision,
    statementSha256,
  });
  return (
    <>
      <div className={css.recordHead}>
        <Chip tone={decision === 'reject' ? 'bad' : 'ok'} icon={decision === 'reject' ? 'cross' : 'check'}>
          {decidedWords[decision]}
        </Chip>
        <strong>
          <VisibleText text={nameOf(person)} />
        </strong>
        <Age at={recordedAt} fade="never" />
        {decision === 'approve' && <UntilNote at={statement.expiresAt} />}
        {!isAbout(signoff, promotion) && (
          <Chip tone="caution" icon="alert">
            stale
          </Chip>
        )}
      </div>
      <dl className={css.facts}>
        <dt>key</dt>
        <dd>
          <VisibleText text={fingerprint} />
          {via === 'file' && ', signed elsewhere'}
        </dd>
        <dt>statement</dt>
        <dd>
          <Digest value={statementSha256} length={16} label="SHA-256 of the statement" />
        </dd>
      </dl>
      {signed && (
        <>
          <div className={css.acts}>
            <DownloadButton kind="quiet" fileName={fileName} text={signed.statement} label="Statement" />
            <DownloadButton
              kind="quiet"
              fileName={`${fileName}.sig`}
              text={signed.signature}
              label="Signature"
            />
            <CopyButton kind="quiet" text={signed.statement} label="Copy statement" />
            <CopyButton kind="quiet" text={signed.signature} label="Copy signature" />
          </div>
          <CommandLine
            label={`Command to check what ${person} signed`}
            command={verifyCommand({
              person,
              statementFile: fileName,
              recordedAt,
              hasRevokedKeys: proof?.revokedKeys !== undefined,
            })}
          />
        </>
      )}
    </>
  );
}

/** The files that the commands name. */
function Signers({ proof: { allowedSigners, revokedKeys } }: { readonly proof: Proof }) {
  return (
    <div className={css.meaning}>
      <p className={css.text}>
        The commands work in a folder with the statement, its signature and these files; ssh-keygen has to be
        that of OpenSSH 9.1 or newer.
      </p>
      <div className={css.acts}>
        <DownloadButton
          kind="quiet"
          fileName="allowed_signers"
          text={allowedSigners}
          label="allowed_signers"
        />
        <CopyButton kind="quiet" text={allowedSigners} label="Copy allowed_signers" />
        {revokedKeys !== undefined && (
          <DownloadButton kind="quiet" fileName="revoked_keys" text={revokedKeys} label="revoked_keys" />
        )}
      </div>
    </div>
  );
}
