import type { JournalEvent } from '../../../../shared/journal/events.ts';
import type { JournalRecord } from '../../../../shared/journal/record.ts';
import { formatInstant, formatUtc } from '../../format/instant.ts';
import { routeTo } from '../../route.ts';
import { Age, Digest, Fact, Facts, VisibleText } from '../../ui/index.ts';
import { BlobText } from './BlobText.tsx';
import { Sentence } from './JournalTable.tsx';
import { recordKinds } from './recordKinds.ts';
import css from './Record.module.css';

/** One record in full: what happened, who says so, how it is chained, its body, and the outputs it names. */
export function RecordView({ record }: { readonly record: JournalRecord }) {
  const { envelope, event, seq, bodySha256, chainSha256 } = record;
  const rolloutId = 'rolloutId' in event ? event.rolloutId : undefined;
  return (
    <div className={css.record}>
      <p className={css.sentence}>
        <Sentence record={record} />
      </p>
      <Facts layout="list">
        <Fact name="Record">
          {seq}, {recordKinds[event.kind]}
        </Fact>
        <Fact name="When">
          <time dateTime={envelope.at} title={formatUtc(envelope.at)}>
            {formatInstant(envelope.at)}
          </time>
          {', '}
          <Age at={envelope.at} fade="never" />
        </Fact>
        <Fact name="Who">
          <VisibleText text={envelope.actor.name} />
          {envelope.actor.kind === 'app' && ', by Signalbox'} at <VisibleText text={envelope.desktop} />
        </Fact>
        {rolloutId !== undefined && (
          <Fact name="Rollout">
            <a href={routeTo({ screen: 'rollout', id: rolloutId })}>
              <VisibleText text={rolloutId} />
            </a>
          </Fact>
        )}
        <Fact name="Body">
          <Digest value={bodySha256} label="SHA-256 of the body" />
        </Fact>
        <Fact name="Chain">
          <Digest value={chainSha256} label="SHA-256 of the chain up to here" />
        </Fact>
      </Facts>
      {blobsOf(event).map(({ name, sha256 }) => (
        <BlobText key={name} name={name} sha256={sha256} />
      ))}
      <section className={css.section} aria-label="Body">
        <h2>Body</h2>
        <pre className={css.text} tabIndex={0}>
          <VisibleText text={JSON.stringify({ ...envelope, event }, undefined, 2)} multiline />
        </pre>
      </section>
    </div>
  );
}

/** What the journal keeps beside its records and this one names by digest. */
function blobsOf(event: JournalEvent): { readonly name: string; readonly sha256: string }[] {
  if (event.kind === 'rolloutRequested') return [{ name: 'Plan', sha256: event.planSha256 }];
  if (event.kind === 'stepFinished' && event.outputSha256 !== undefined)
    return [{ name: 'Output', sha256: event.outputSha256 }];
  return [];
}
