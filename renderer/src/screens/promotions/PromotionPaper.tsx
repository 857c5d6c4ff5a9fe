import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import { describeStanding } from '../../../../shared/view/describeStanding.ts';
import type { PromotionShown } from '../../../../shared/view/promotionShown.ts';
import { decidedWords } from '../../../../shared/view/promotionWords.ts';
import { plural } from '../../format/plural.ts';
import { formatUtc } from '../../format/instant.ts';
import { useConnection, useVerification, useWorkspace } from '../../stores/useStores.ts';
import { useClock, VisibleText } from '../../ui/index.ts';
import { usePersonName } from '../signoff/usePersonName.ts';
import { Code, Line, Part } from './PaperPart.tsx';
import { PaperRollout } from './PaperRollout.tsx';
import type { PaperFacts } from './usePaperFacts.ts';
import css from './Paper.module.css';

interface PromotionPaperProps {
  readonly promotion: PromotionState;
  readonly shown: PromotionShown;
  readonly changes: OutputOf<'changes.between'> | undefined;
  readonly facts: PaperFacts;
}

/** More would not fit on one page; the rest is counted. */
const mostCommits = 8;

/** A promotion on one page: who asked for what, who wrote it, who signed when, and what became of it. Whole digests, no acts. */
export function PromotionPaper({ promotion, shown, changes, facts }: PromotionPaperProps) {
  const nameOf = usePersonName();
  const { id, service, environment, release, rules, bindings, signoffs, rolloutIds } = promotion;
  const standing = describeStanding(shown.standing, promotion, nameOf);
  return (
    <article className={css.paper} data-paper>
      <header className={css.head}>
        <h1>
          <VisibleText text={`${service} ${release.version} to ${environment}`} />
        </h1>
        <p>
          <strong>
            <VisibleText text={standing.text} />
          </strong>
        </p>
      </header>
      <Part title="Request">
        <dl className={css.facts}>
          <Line name="Promotion">
            <VisibleText text={id} />
          </Line>
          <Line name="Asked for by">
            <VisibleText text={nameOf(promotion.requester)} />, {formatUtc(promotion.requestedAt)}
          </Line>
          <Line name="Rules">
            {rules === 'emergency' ? 'EMERGENCY' : 'ordinary'}, {plural(promotion.required, 'sign-off')}{' '}
            required, policy <Code text={bindings.policyVersion} />
          </Line>
          {facts.reason !== undefined && (
            <Line name="Reason">
              “<VisibleText text={facts.reason} multiline />”
            </Line>
          )}
        </dl>
      </Part>
      <Part title="What changes">
        <dl className={css.facts}>
          <Line name="Artifact">
            <Code text={bindings.artifactSha256} />
          </Line>
          <Line name="replaces">
            <Code text={bindings.runningSha256} />
          </Line>
          <Line name="Commit">
            <Code text={bindings.headCommit} />
          </Line>
          <Line name="since">
            <Code text={bindings.baseCommit} />
          </Line>
          <Line name="Plan">
            <Code text={bindings.planSha256} />
          </Line>
          <Line name="Written by">
            {facts.implementers === undefined
              ? 'not readable here'
              : facts.implementers.map(({ name, commits }, index) => (
                  <span key={name}>
                    {index > 0 && ', '}
                    <VisibleText text={nameOf(name)} /> ({plural(commits, 'commit')})
                  </span>
                ))}
          </Line>
        </dl>
        {changes && <Commits changes={changes} />}
      </Part>
      <Part title="Sign-offs">
        {signoffs.length === 0 ? (
          <p>Nobody has signed.</p>
        ) : (
          <ul className={css.signoffs}>
            {signoffs.map(({ person, decision, recordedAt, fingerprint, statementSha256 }) => (
              <li key={`${statementSha256} ${fingerprint}`}>
                <strong>
                  <VisibleText text={nameOf(person)} />
                </strong>{' '}
                {decidedWords[decision]}, {formatUtc(recordedAt)}
                {promotion.deployedAt !== undefined &&
                  (recordedAt < promotion.deployedAt ? ', before the first host' : ', after the first host')}
                <br />
                key <Code text={fingerprint} />
                <br />
                statement <Code text={statementSha256} />
              </li>
            ))}
          </ul>
        )}
      </Part>
      {rolloutIds.map((rolloutId) => (
        <PaperRollout key={rolloutId} rolloutId={rolloutId} />
      ))}
      <Foot />
    </article>
  );
}

function Commits({ changes }: { readonly changes: OutputOf<'changes.between'> }) {
  const { commits, totalCommits } = changes;
  const shown = commits.slice(0, mostCommits);
  return (
    <ul className={css.commits}>
      {shown.map(({ commit, subject, author }) => (
        <li key={commit}>
          <Code text={commit.slice(0, 12)} /> <VisibleText text={subject} />,{' '}
          <VisibleText text={author.name} />
        </li>
      ))}
      {totalCommits > shown.length && <li>and {plural(totalCommits - shown.length, 'further commit')}.</li>}
    </ul>
  );
}

/** What the paper is worth: where it comes from, and what was verified of it. */
function Foot() {
  const workspace = useWorkspace((state) => state.workspace?.name);
  const version = useConnection((state) => state.appVersion);
  const verification = useVerification((state) => state);
  const now = useClock((nowMs) => new Date(nowMs).toISOString());
  return (
    <footer className={css.foot}>
      Workspace <VisibleText text={workspace ?? ''} />, printed {formatUtc(now)} with Signalbox {version}.{' '}
      {verification.kind === 'verified' ? (
        <>
          The journal was {verification.report.ok ? 'intact' : 'NOT intact'} when it was verified,{' '}
          {formatUtc(verification.report.verifiedAt)}, up to record {verification.report.head.seq}, chain
          value <Code text={verification.report.head.chainSha256} />.
        </>
      ) : (
        'The journal was not verified for this.'
      )}{' '}
      Paper proves nothing by itself: an export of the evidence does.
    </footer>
  );
}
