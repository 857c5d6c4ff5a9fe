import type { OutputOf } from '../../../../shared/contract/contract.ts';
import { describeAuthorship } from '../../../../shared/view/describeSignoff.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { useAnswer } from '../../answers/useAnswer.ts';
import { plural } from '../../format/plural.ts';
import { useJournalState, useWorkspace } from '../../stores/useStores.ts';
import {
  Age,
  Button,
  CopyButton,
  DownloadButton,
  Empty,
  ExactBytes,
  Skeleton,
  VisibleText,
} from '../../ui/index.ts';
import { Screen } from '../Screen.tsx';
import { PolicyFacts } from '../signoff/PolicyFacts.tsx';
import { PersonCard } from './PersonCard.tsx';
import css from './People.module.css';

type Description = OutputOf<'people.describe'>;

/** Who works here, who may decide where, and by which keys. */
export function PeopleScreen() {
  const configuration = useWorkspace((state) => state.workspace?.configurationSha256);
  const roster = useJournalState((state) => state.roster?.rosterSha256);
  const answer = useAnswer('people.describe', {}, `${configuration}/${roster}`);
  return (
    <Screen
      title="People and policy"
      tools={
        <Button icon="retry" busy={answer.isAsking} onClick={answer.again}>
          Read again
        </Button>
      }
    >
      <div className={css.screen}>
        {answer.fault && <FaultNote fault={answer.fault} stillTrue="Nothing was changed." />}
        {!answer.value && !answer.fault && <Skeleton label="people and policy" lines={8} />}
        {answer.value && <Described description={answer.value} />}
      </div>
    </Screen>
  );
}

function Described({ description }: { readonly description: Description }) {
  const { people, bots, policies, changedBy, allowedSigners } = description;
  if (people.length === 0 && policies.length === 0) {
    return (
      <Empty icon="people" title="The workspace names nobody">
        Nobody has to sign anything here. Write people with their keys and a policy for an environment into
        signalbox.yaml; then a release goes there only after they signed it.
      </Empty>
    );
  }
  return (
    <>
      <p className={css.text}>
        As signalbox.yaml says now, <VisibleText text={describeAuthorship(changedBy)} />
        {changedBy.kind === 'committed' && (
          <>
            , <Age at={changedBy.at} fade="never" />: “<VisibleText text={changedBy.subject} />”
          </>
        )}
        . Whoever changes that file changes who may decide, and makes open sign-offs stale.
      </p>
      <Policies policies={policies} />
      <section className={css.section} aria-labelledby="people-people">
        <h2 id="people-people" className={css.title}>
          People <span className={css.count}>{plural(people.length, 'person', 'people')}</span>
        </h2>
        <ul className={css.cards}>
          {people.map((person) => (
            <li key={person.name}>
              <PersonCard person={person} />
            </li>
          ))}
        </ul>
      </section>
      <Bots bots={bots} />
      <section className={css.section} aria-labelledby="people-signers">
        <h2 id="people-signers" className={css.title}>
          allowed_signers
        </h2>
        <p className={css.text}>With this file stock ssh-keygen checks every sign-off, without Signalbox.</p>
        <div className={css.acts}>
          <CopyButton text={allowedSigners} label="Copy allowed_signers" />
          <DownloadButton fileName="allowed_signers" text={allowedSigners} label="Download" />
        </div>
        <ExactBytes label="The file allowed_signers" text={allowedSigners} />
      </section>
    </>
  );
}

function Policies({ policies }: Pick<Description, 'policies'>) {
  const environments = useWorkspace((state) => state.workspace?.environments);
  const without = (environments ?? []).filter(
    ({ name }) => !policies.some(({ environment }) => environment === name),
  );
  return (
    <section className={css.section} aria-labelledby="people-policies">
      <h2 id="people-policies" className={css.title}>
        Policies <span className={css.count}>{plural(policies.length, 'environment')}</span>
      </h2>
      <ul className={css.policies}>
        {policies.map((policy) => (
          <li key={policy.environment} className={css.policy}>
            <h3 className={css.name}>{policy.environment}</h3>
            <PolicyFacts policy={policy} />
          </li>
        ))}
      </ul>
      {without.length > 0 && (
        <p className={css.text}>
          Without a policy: {without.map(({ name }) => name).join(', ')}. Whoever opens the workspace may
          deploy there.
        </p>
      )}
    </section>
  );
}

function Bots({ bots }: Pick<Description, 'bots'>) {
  if (bots.length === 0) return undefined;
  return (
    <section className={css.section} aria-labelledby="people-bots">
      <h2 id="people-bots" className={css.title}>
        Bots <span className={css.count}>{plural(bots.length, 'program')}</span>
      </h2>
      <ul className={css.bots}>
        {bots.map((bot) => (
          <li key={bot.name} className={css.bot}>
            <strong>{bot.name}</strong>{' '}
            <span className={css.text}>
              {bot.writes
                ? 'changes code of its own'
                : 'writes nothing of its own: its commits must name a co-author'}
            </span>
            <span className={css.emails}>
              <VisibleText text={bot.emails.join(', ')} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
