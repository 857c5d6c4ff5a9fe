import { formatCount } from '../../format/count.ts';
import { plural } from '../../format/plural.ts';
import { formatUtc } from '../../format/instant.ts';
import { navigate } from '../../route.ts';
import { useConnection, useJournalState, useVerification } from '../../stores/useStores.ts';
import { Age, Button, Digest, ErrorNote, Icon, ProgressBar, classes } from '../../ui/index.ts';
import {
  damageWayOut,
  firstBadRecordOf,
  sortFindings,
  verifiedWords,
} from '../../../../shared/view/verificationWords.ts';
import type { VerificationReport } from '../../../../shared/contract/journalArea.ts';
import { useAuditWork } from '../frame/auditWork.ts';
import css from './Audit.module.css';

/** The standing line: what was verified, when, and what came of it. */
export function Standing() {
  const verification = useVerification((state) => state);
  const { verifying } = useAuditWork();
  const isOurs = verifying.state.kind === 'running';
  const again = (
    <Button icon="shield" onClick={() => verifying.begin({})}>
      Verify now
    </Button>
  );
  if (verification.kind === 'running' || isOurs) {
    const { done, total } = verification.kind === 'running' ? verification : { done: 0, total: 0 };
    return (
      <section className={css.standing} aria-label="Verification of the journal">
        <p className={css.verdict} role="status">
          <Icon name="journal" size={16} /> Verifying the journal…
        </p>
        <span className={css.progress}>
          <ProgressBar label="Verifying the journal" share={total === 0 ? undefined : done / total} />
        </span>
        <span className={css.standingActs}>
          {isOurs && <Button onClick={verifying.cancel}>Cancel</Button>}
        </span>
      </section>
    );
  }
  if (verification.kind === 'notYet') {
    return (
      <section className={css.standing} aria-label="Verification of the journal">
        <p className={css.verdict} role="status">
          <Icon name="journal" size={16} /> The journal was not verified yet.
        </p>
        <span className={css.standingText}>
          Until it is, nothing here is more than what the journal says.
        </span>
        <span className={css.standingActs}>{again}</span>
      </section>
    );
  }
  const { report } = verification;
  return (
    <>
      <section className={css.standing} aria-label="Verification of the journal">
        <p className={classes(css.verdict, report.ok ? css.good : css.bad)} role="status">
          <Icon name={report.ok ? 'shield' : 'alert'} size={16} />{' '}
          {report.ok ? 'The journal is intact.' : 'The journal is not as it was written.'}
        </p>
        <span className={css.standingText} title={verifiedWords}>
          {plural(report.records, 'record')} verified <Age at={report.verifiedAt} fade="never" /> (
          {formatUtc(report.verifiedAt)}), up to chain value{' '}
          <Digest value={report.head.chainSha256} label="chain value" />
          <Newer than={report.head.seq} />
        </span>
        <span className={css.standingActs}>{again}</span>
      </section>
      {!report.ok && <Findings report={report} />}
    </>
  );
}

function Newer({ than }: { readonly than: number }) {
  const newer = useJournalState((state) => state.seq - than);
  const isLost = useConnection((state) => state.status === 'lost');
  if (isLost || newer <= 0) return undefined;
  return (
    <>
      ; {formatCount(newer)} {newer === 1 ? 'record is' : 'records are'} newer
    </>
  );
}

const mostFindings = 20;

function Findings({ report }: { readonly report: VerificationReport }) {
  const findings = sortFindings(report.findings);
  const first = firstBadRecordOf(findings);
  const more = findings.length - mostFindings;
  return (
    <div className={css.findings}>
      <ErrorNote
        title={
          first === undefined
            ? `${plural(findings.length, 'finding')}, of the journal as a whole`
            : `${plural(findings.length, 'finding')}; the first bad record is ${first}`
        }
        stillTrue={
          first === undefined
            ? 'No single record is to blame.'
            : first > 1
              ? `Up to record ${first - 1} nothing was found.`
              : 'From the first record on nothing can be relied on.'
        }
        details={[
          ...findings
            .slice(0, mostFindings)
            .map(({ seq, message }) => (seq === undefined ? message : `record ${seq}: ${message}`)),
          ...(more > 0 ? [`And ${formatCount(more)} more.`] : []),
        ]}
        wayOut={damageWayOut}
        acts={
          <>
            {first !== undefined && (
              <Button onClick={() => navigate({ screen: 'record', seq: first })}>Open record {first}</Button>
            )}
            <Button onClick={() => navigate({ screen: 'audit', search: 'tab=backups' })}>
              See the backups
            </Button>
          </>
        }
      />
    </div>
  );
}
