import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { AvailableRelease } from '../../../../shared/model/release.ts';
import type { BaseGroup, HostBase } from '../../../../shared/view/promotionBases.ts';
import {
  changeStoryOf,
  type ChangePerson,
  type ChangeWarning,
} from '../../../../shared/view/promotionChanges.ts';
import { plural } from '../../format/plural.ts';
import { Age, Button, Chip, Digest, Empty, ErrorNote, Skeleton, VisibleText } from '../../ui/index.ts';
import { BaseList } from './BaseList.tsx';
import { FaultNote } from '../../answers/FaultNote.tsx';
import type { Answer } from '../../answers/useAnswer.ts';
import css from './Changes.module.css';

interface ChangesPanelProps {
  /** `undefined` while the releases are read, or when there is no such one. */
  readonly release: AvailableRelease | undefined;
  readonly version: string;
  readonly environment: string;
  readonly bases: readonly HostBase[];
  readonly groups: readonly BaseGroup[];
  readonly changes: Answer<OutputOf<'changes.between'>>;
  readonly warnings: readonly ChangeWarning[];
}

/** From what was really seen on the hosts to the candidate: commits by person, and tickets. */
export function ChangesPanel(props: ChangesPanelProps) {
  const { release, version, environment, bases, groups, changes, warnings } = props;
  return (
    <div className={css.changes}>
      {warnings.map((warning) => (
        <ErrorNote key={warning.title} tone="caution" title={warning.title} stillTrue={warning.detail} />
      ))}
      <div className={css.fromTo}>
        <BaseList bases={bases} groups={groups} environment={environment} />
        <section aria-label="To" className={css.to}>
          <h2 className={css.label}>To</h2>
          <p className={css.version}>
            <VisibleText text={version} />
          </p>
          {release && (
            <dl className={css.facts}>
              <dt>commit</dt>
              <dd>
                <Digest value={release.commit} label="commit" />
              </dd>
              <dt>SHA-256</dt>
              <dd>
                <Digest value={release.artifactSha256} label="artifact digest" />
              </dd>
              {release.builtAt !== undefined && (
                <>
                  <dt>built</dt>
                  <dd>
                    <Age at={release.builtAt} fade="never" />
                  </dd>
                </>
              )}
            </dl>
          )}
        </section>
      </div>
      <ChangeList changes={changes} canAsk={release !== undefined && groups.length > 0} />
    </div>
  );
}

interface ChangeListProps {
  readonly changes: Answer<OutputOf<'changes.between'>>;
  readonly canAsk: boolean;
  /** What holds though Git did not answer. */
  readonly stillTrue?: string;
}

export function ChangeList({
  changes,
  canAsk,
  stillTrue = 'The release can still be deployed; what it changes in the source is not known here.',
}: ChangeListProps) {
  if (!canAsk) return undefined;
  if (changes.fault) {
    return (
      <FaultNote
        fault={changes.fault}
        stillTrue={stillTrue}
        acts={<Button onClick={changes.again}>Ask Git again</Button>}
      />
    );
  }
  if (!changes.value) return <Skeleton label="what changes" lines={6} />;
  const story = changeStoryOf(changes.value);
  if (story.totalCommits === 0) {
    return <Empty title="No commit">Everything of this release is on the hosts already.</Empty>;
  }
  return (
    <>
      {story.tickets.length > 0 && (
        <p className={css.tickets} aria-label="Tickets">
          {story.tickets.map(({ ticket, commits }) => (
            <Chip key={ticket} title={plural(commits, 'commit')}>
              <VisibleText text={ticket} />
            </Chip>
          ))}
        </p>
      )}
      <p className={css.summary}>
        {plural(story.totalCommits, 'commit')} by{' '}
        {plural(story.people.filter((it) => it.commits.length > 0).length, 'person', 'people')},{' '}
        {plural(story.tickets.length, 'ticket')}
      </p>
      <ul className={css.people}>
        {story.people.map((person) => (
          <PersonChanges key={`${person.name} ${person.email}`} person={person} />
        ))}
      </ul>
    </>
  );
}

function PersonChanges({ person }: { readonly person: ChangePerson }) {
  return (
    <li className={css.person}>
      <p className={css.who}>
        <strong>
          <VisibleText text={person.name} />
        </strong>{' '}
        <span className={css.email}>
          <VisibleText text={person.email} />
        </span>
        {person.helpedWith > 0 && (
          <span className={css.email}> also named in {plural(person.helpedWith, 'commit')} of others</span>
        )}
      </p>
      <ol className={css.commits}>
        {person.commits.map((commit) => (
          <li key={commit.commit} className={css.commit}>
            <Digest value={commit.commit} length={9} label="commit" />
            <span className={css.subject}>
              {commit.isMerge && <span className={css.merge}>merge </span>}
              <VisibleText text={commit.subject} />
            </span>
            <Age at={commit.authoredAt} fade="never" />
          </li>
        ))}
      </ol>
    </li>
  );
}
