import type { RolloutView } from '../../../../shared/view/rolloutView.ts';

/** What a person would look at who has chosen nothing: what failed, what runs, what came last. */
export function choosePlace(view: RolloutView): { readonly host: string; readonly step: string } | undefined {
  const hosts = view.batches.flatMap((batch) => batch.hosts);
  const isOver = view.status.kind === 'finished' || view.status.kind === 'interrupted';
  const troubled = hosts.find((host) => host.current && host.current.state !== 'running');
  const working = hosts.findLast((host) => !host.outcome && host.current?.state === 'running');
  const chosen = (isOver ? troubled : working) ?? troubled ?? working;
  if (chosen?.current) return { host: chosen.host, step: chosen.current.kind };
  const last = hosts
    .flatMap((host) =>
      host.steps.flatMap((step) =>
        step.begunAt === undefined ? [] : [{ host: host.host, step: step.kind, at: step.begunAt }],
      ),
    )
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .at(-1);
  return last && { host: last.host, step: last.step };
}
