import { releaseFactsFrom } from '../../../shared/model/releaseFacts.ts';
import type { ReadBlob, Row } from '../evidence.ts';
import type { RecordOf, RolloutTrail } from './readTrail.ts';

/** Each host of a rollout: when it was touched, how it came out, and the artifact's digest as the host itself computed it. */
export function toHostRows(rollout: RolloutTrail, blob: ReadBlob): Row[] {
  const { batches, release } = rollout.requested.event;
  return batches.flatMap((hosts, batch) =>
    hosts.map((host) => {
      const facts = readHost(rollout, host);
      const verify = textOf(facts.verify, blob);
      const inspect = textOf(facts.inspect, blob);
      const ran = releaseFactsFrom(inspect ?? '');
      const outcome = facts.finished?.event.outcome;
      const computed = /^sha256 ([0-9a-f]{64})$/m.exec(verify ?? facts.verify?.event.detail ?? '')?.[1];
      // A host that had the release already was only looked at.
      const digest = computed ?? (outcome?.kind === 'unchanged' ? ran?.sha256 : undefined);
      return {
        host,
        batch: String(batch + 1),
        startedAt: facts.startedAt ?? '',
        endedAt: facts.finished?.envelope.at ?? '',
        outcome: outcome?.kind ?? (facts.startedAt === undefined ? 'not touched' : 'not finished'),
        artifactSha256: digest ?? 'unknown',
        artifactAsApproved:
          digest === undefined ? 'unknown' : digest === release.artifactSha256 ? 'yes' : 'no',
        ranBefore: inspect === undefined ? 'unknown' : ran ? `${ran.version} ${ran.sha256}` : 'nothing',
        verifyOutputSha256: facts.verify?.event.outputSha256 ?? '',
        inspectOutputSha256: facts.inspect?.event.outputSha256 ?? '',
        reason: outcome !== undefined && 'reason' in outcome ? outcome.reason : '',
      };
    }),
  );
}

interface HostFacts {
  startedAt: string | undefined;
  verify: RecordOf<'stepFinished'> | undefined;
  inspect: RecordOf<'stepFinished'> | undefined;
  finished: RecordOf<'hostFinished'> | undefined;
}

function readHost(rollout: RolloutTrail, host: string): HostFacts {
  const facts: HostFacts = {
    startedAt: undefined,
    verify: undefined,
    inspect: undefined,
    finished: undefined,
  };
  for (const record of rollout.records) {
    const { event } = record;
    if (!('host' in event) || event.host !== host) continue;
    if (event.kind === 'stepBegun') facts.startedAt ??= record.envelope.at;
    if (event.kind === 'hostFinished') facts.finished = { ...record, event };
    if (event.kind === 'stepFinished' && event.step === 'verify') facts.verify = { ...record, event };
    if (event.kind === 'stepFinished' && event.step === 'inspect') facts.inspect = { ...record, event };
  }
  return facts;
}

function textOf(step: RecordOf<'stepFinished'> | undefined, blob: ReadBlob): string | undefined {
  const sha256 = step?.event.outputSha256;
  const bytes = sha256 === undefined ? undefined : blob(sha256);
  return bytes && Buffer.from(bytes).toString('utf8');
}
