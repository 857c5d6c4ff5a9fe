import type { Approval, Discounted } from '../model/eligibility.ts';

/** How far the sign-offs are, as one sentence with its causes. */
export function describeApproval(approval: Approval): string {
  switch (approval.kind) {
    case 'approved':
      return `approved by ${approval.by.join(', ')} until ${approval.untilAt}.`;
    case 'waiting':
      return withDiscounted(
        `${approval.signed} of ${approval.required} sign-offs${approval.by.length === 0 ? '' : ` (${approval.by.join(', ')})`}.`,
        approval.discounted,
      );
    case 'rejected':
      return `${approval.by} rejected it at ${approval.recordedAt}.`;
    case 'expired':
      return `the sign-offs expired at ${approval.expiredAt}.`;
    case 'stale':
      return `the sign-offs are stale: ${[...new Set(approval.stale.flatMap((it) => it.differences.map(({ text }) => text)))].join(' ')}`;
  }
}

function withDiscounted(sentence: string, discounted: readonly Discounted[]): string {
  return [sentence, ...discounted.map(describeDiscounted)].join(' ');
}

/** Why a sign-off that was given does not count. */
export function describeDiscounted(it: Discounted): string {
  switch (it.kind) {
    case 'barred':
      return `${it.person} does not count: ${it.bars.map(({ text }) => text).join(', ')}.`;
    case 'expired':
      return `${it.person}'s expired at ${it.expiredAt}.`;
    case 'stale':
      return `${it.person}'s is stale: ${it.differences.map(({ text }) => text).join(' ')}`;
  }
}
