import { incomingPath } from './hostScripts.ts';
import { describeEnd, performCommand, performShort } from './performCommand.ts';
import { alreadyDone, failed, type StepContext, type StepResult } from './stepContext.ts';

/**
 * Brings the artifact to the host: uploaded, or fetched by the host itself. It is the first step of every host, so
 * that what an earlier rollout left running is waited for here: two would get in each other's way.
 */
export async function performStage(context: StepContext): Promise<StepResult> {
  const left = await describeEarlierSteps(context);
  const result = await bringArtifact(context);
  if (left === undefined) return result;
  return { ...result, detail: result.detail === undefined ? left : `${left}; ${result.detail}` };
}

async function describeEarlierSteps({ ports, step, signal }: StepContext): Promise<string | undefined> {
  const earlier = await ports.host(step.host).earlierSteps({ signal });
  const awaited = earlier.filter((it) => it.wasRunning);
  if (awaited.length === 0) return undefined;
  return `waited for an earlier rollout: ${awaited.map((it) => `${it.step}, ${describeEnd(it.end)}`).join('; ')}`;
}

async function bringArtifact(context: StepContext): Promise<StepResult> {
  const prepared = await performShort(context, 'change');
  if (prepared.outcome.kind === 'failed') return prepared;
  if (lastLine(prepared.output) === 'present')
    return { outcome: alreadyDone, detail: 'the artifact is there' };

  const { source } = context.ports;
  if (source.kind === 'url') return performCommand(context, 1);

  const { host } = context.step;
  await context.ports.host(host).upload(source.path, incomingPath(context.scripts), {
    signal: context.signal,
    onProgress: (sentBytes, totalBytes) =>
      context.ports.tick({ kind: 'upload', rolloutId: context.rolloutId, host, sentBytes, totalBytes }),
  });
  return { outcome: { kind: 'ok' }, detail: 'uploaded' };
}

/** The digest as the host itself computes it must be the release's. */
export async function performVerify(context: StepContext): Promise<StepResult> {
  const result = await performCommand(context);
  const found = /^sha256 ([0-9a-f]{64})$/m.exec(result.output ?? '')?.[1];
  const wanted = context.plan.release.artifactSha256;
  if (result.exitCode === 3 && found !== undefined) {
    return {
      ...result,
      outcome: failed(
        `the artifact on ${context.step.host} has SHA-256 ${found}, the release says ${wanted}; it was removed there`,
      ),
    };
  }
  if (result.outcome.kind === 'failed') return result;
  if (found !== wanted)
    return { ...result, outcome: failed(`${context.step.host} did not say the artifact's digest`) };
  return { ...result, detail: `sha256 ${found}` };
}

export async function performUnpack(context: StepContext): Promise<StepResult> {
  const result = await performCommand(context);
  if (result.outcome.kind === 'failed') return result;
  return lastLine(result.output) === 'present' ? { ...result, outcome: alreadyDone } : result;
}

function lastLine(output: string | undefined): string | undefined {
  return output?.trim().split('\n').at(-1);
}
