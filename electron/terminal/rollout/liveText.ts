import { formatBytes } from '../../../shared/view/formatBytes.ts';
import type { LiveProgress } from '../../../shared/view/rolloutView.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';

/** What moves within a running step, on one line. */
export function liveText(live: LiveProgress): string {
  return [
    live.upload && uploadText(live.upload),
    live.sessions && sessionsText(live.sessions),
    live.note && visibleText(live.note),
    live.output && visibleText(lastLine(live.output.tail)),
  ]
    .filter((text) => text)
    .join('; ');
}

function uploadText({ sentBytes, totalBytes }: NonNullable<LiveProgress['upload']>): string {
  const percent = totalBytes === 0 ? 100 : Math.floor((sentBytes / totalBytes) * 100);
  return `${percent} % of ${formatBytes(totalBytes)}`;
}

function sessionsText(sessions: NonNullable<LiveProgress['sessions']>): string {
  return sessions
    .map((it) => `${it.sessions}${it.queued > 0 ? `+${it.queued} queued` : ''} on ${it.balancer}`)
    .join(', ');
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
