import { formatDuration } from './formatDuration.ts';
import { formatSpan } from './formatSpan.ts';

/** When going back was last done with success, and how long it took: what is not practised is not known to work. */
export function practisedWords(
  last: { readonly environment: string; readonly at: string; readonly durationMs: number } | undefined,
  now: Date,
): string {
  if (!last) return 'going back has never been practised with this service';
  const agoMs = Math.max(0, now.getTime() - Date.parse(last.at));
  return `last practised ${formatSpan(agoMs)} ago in ${last.environment}, ${formatDuration(last.durationMs)}`;
}
