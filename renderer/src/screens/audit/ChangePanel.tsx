import type { SignoffState } from '../../../../shared/journal/promotionState.ts';
import type { ChangeRow } from '../../../../shared/view/changeList.ts';
import { describeOutcome } from '../../../../shared/view/describeRecord.ts';
import { decidedWords } from '../../../../shared/view/promotionWords.ts';
import { plural } from '../../format/plural.ts';
import { formatUtc } from '../../format/instant.ts';
import { navigate, routeTo } from '../../route.ts';
import { Button, Digest, Fact, Facts, IconButton, VisibleText } from '../../ui/index.ts';
import { StatusChip } from '../rollout/StatusChip.tsx';
import { usePersonName } from '../signoff/usePersonName.ts';
import { KindMark } from './KindMark.tsx';
import css from './Audit.module.css';

/** The evidence of one change in short, and the ways to all of it. */
export function ChangePanel({ row, onClose }: { readonly row: ChangeRow; readonly onClose: () => void }) {
  const nameOf = usePersonName();
  const { rollout, promotion, kind, hosts, done } = row;
  const { id, service, environment, release, promotionId } = rollout;
  const failed = Object.values(rollout.hosts).flatMap(({ host, outcome }) =>
    outcome === undefined || outcome.kind === 'done' || outcome.kind === 'unchanged'
      ? []
      : [`${host} ${describeOutcome(outcome)}`],
  );
  return (
    <aside className={css.panel} aria-label="Evidence of the change">
      <header className={css.panelHead}>
        <h2>
          <VisibleText text={`${service} ${release.version} to ${environment}`} />
        </h2>
        <IconButton icon="cross" label="Close the change" keys="Esc" onClick={onClose} />
      </header>
      <div className={css.panelBody}>
        <div className={css.acts}>
          {promotionId !== undefined && (
            <Button
              kind="primary"
              icon="sign"
              onClick={() => navigate({ screen: 'promotionById', id: promotionId })}
            >
              Open the promotion
            </Button>
          )}
          <Button icon="rollout" onClick={() => navigate({ screen: 'rollout', id })}>
            Open the rollout
          </Button>
          <Button icon="journal" onClick={() => navigate({ screen: 'journal', search: recordsOf(row) })}>
            Its records
          </Button>
        </div>
        <Facts layout="list">
          <Fact name="Result">
            <StatusChip status={rollout.status} /> {done} of {plural(hosts, 'host')}
            {rollout.status.kind === 'finished' && rollout.status.reason !== undefined && (
              <>
                : <VisibleText text={rollout.status.reason} />
              </>
            )}
          </Fact>
          <Fact name="Rules">
            <KindMark kind={kind} />
          </Fact>
          {promotion && (
            <Fact name="Asked by">
              <VisibleText text={nameOf(promotion.requester)} />, {formatUtc(promotion.requestedAt)}
            </Fact>
          )}
          <Fact name="Deployed by">
            <VisibleText text={nameOf(rollout.requestedBy)} />, {formatUtc(rollout.requestedAt)}
          </Fact>
          {rollout.startedAt !== undefined && <Fact name="Started">{formatUtc(rollout.startedAt)}</Fact>}
          {rollout.finishedAt !== undefined && <Fact name="Finished">{formatUtc(rollout.finishedAt)}</Fact>}
          <Fact name="Artifact">
            <Digest value={release.artifactSha256} label="artifact digest" />
          </Fact>
          <Fact name="Commit">
            <Digest value={release.commit} label="commit" />
          </Fact>
          <Fact name="Plan">
            <Digest value={rollout.planSha256} label="plan digest" />
          </Fact>
          <Fact name="Rollout">
            <a href={routeTo({ screen: 'rollout', id })}>
              <VisibleText text={id} />
            </a>
          </Fact>
        </Facts>
        <section className={css.part} aria-label="Sign-offs">
          <h3>Sign-offs</h3>
          {promotion === undefined ? (
            <p className={css.quiet}>Nobody had to sign: no policy was in force for {environment}.</p>
          ) : promotion.signoffs.length === 0 ? (
            <p className={css.quiet}>Nobody has signed.</p>
          ) : (
            <ul className={css.lines}>
              {promotion.signoffs.map((signoff) => (
                <li key={`${signoff.statementSha256} ${signoff.fingerprint}`}>
                  <Signed signoff={signoff} firstHostAt={promotion.deployedAt} />
                </li>
              ))}
            </ul>
          )}
        </section>
        {failed.length > 0 && (
          <section className={css.part} aria-label="Hosts that did not end well">
            <h3>Hosts that did not end well</h3>
            <ul className={css.lines}>
              {failed.map((text) => (
                <li key={text}>
                  <VisibleText text={text} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </aside>
  );
}

interface SignedProps {
  readonly signoff: SignoffState;
  /** When the first host was about to be touched. */
  readonly firstHostAt: string | undefined;
}

function Signed({ signoff, firstHostAt }: SignedProps) {
  const nameOf = usePersonName();
  const { person, decision, recordedAt, fingerprint } = signoff;
  return (
    <>
      <VisibleText text={nameOf(person)} /> {decidedWords[decision]}, {formatUtc(recordedAt)}
      {firstHostAt !== undefined &&
        (recordedAt < firstHostAt ? ', before the first host' : ', after the first host')}
      <span className={css.mono}>
        <VisibleText text={fingerprint} />
      </span>
    </>
  );
}

/** Everything that the journal has about it: the promotion from the request on, or the rollout alone. */
function recordsOf({ rollout }: ChangeRow): string {
  return new URLSearchParams(
    rollout.promotionId === undefined ? { rollout: rollout.id } : { promotion: rollout.promotionId },
  ).toString();
}
