import {
  isOpenPromotion,
  type PromotionState,
  type SignoffState,
} from '../../../shared/journal/promotionState.ts';
import type { PromotionDossier } from '../../../shared/model/promotion.ts';
import { ageOf, formatAge } from '../../../shared/view/formatAge.ts';
import { isAbout, promotionStandingOf, reviewStandingOf } from '../../../shared/view/promotionStanding.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';
import { outlookText, personsText } from './outlookText.ts';
import { approvalCell, discountedText, reviewCell, standingCell } from './standingText.ts';
import { paintCell, tableText, wrap, type Cell } from './table.ts';

interface PageOptions {
  readonly colors: Palette;
  /** For sentences. */
  readonly columns: number;
  /** For rows, which are cut where they have to be. */
  readonly width: number;
  readonly now: Date;
}

/** A promotion's page: how it stands, what changed, who has signed, who else may. */
export function promotionText(
  promotion: PromotionState,
  dossier: PromotionDossier,
  options: PageOptions,
): string {
  const { colors, columns, now } = options;
  const review = reviewStandingOf(promotion, now.toISOString());
  const rules = promotion.rules;
  return [
    `${title(promotion, colors)}  ${headline(promotion, dossier, options)}`,
    ...(review ? [`  ${paintCell(reviewCell(review, colors))}`] : []),
    ...factsText(promotion, dossier, options),
    ...changesText(promotion, dossier, options),
    ...signoffsText(promotion, dossier, options),
    ...(isOpenPromotion(promotion)
      ? ['', colors.bold('As it is now'), ...outlookText(dossier.outlook, { colors, columns, rules })]
      : []),
    ...(dossier.reviewers && review?.kind !== 'closed'
      ? ['', colors.bold('Who may review'), ...personsText(dossier.reviewers, { colors, columns, rules })]
      : []),
  ].join('\n');
}

/** One line each, for lists. */
export function promotionLine(
  promotion: PromotionState,
  { colors, now }: Pick<PageOptions, 'colors' | 'now'>,
): Cell[] {
  const at = now.toISOString();
  const review = reviewStandingOf(promotion, at);
  const standing = standingCell(promotionStandingOf(promotion, at), colors);
  const owed = review && review.kind !== 'closed' ? reviewCell(review, colors) : undefined;
  return [
    { text: promotion.id.slice(0, 8), paint: colors.dim },
    { text: `${promotion.service} ${promotion.release.version}`, paint: colors.bold },
    { text: promotion.environment },
    { text: promotion.rules === 'emergency' ? 'EMERGENCY' : '', paint: colors.yellow },
    { text: `by ${promotion.requester}, ${formatAge(ageOf(promotion.requestedAt, now))}` },
    owed ? { ...owed, text: `${standing.text}; ${owed.text}` } : standing,
  ];
}

function title(promotion: PromotionState, colors: Palette): string {
  const emergency = promotion.rules === 'emergency' ? ` ${colors.yellow('EMERGENCY')}` : '';
  return `${colors.bold(`${promotion.service} ${promotion.release.version}`)} to ${colors.bold(promotion.environment)}${emergency}`;
}

/** The journal says how far it got; while it waits, what was judged just now says more. */
function headline(promotion: PromotionState, { approval }: PromotionDossier, options: PageOptions): string {
  if (promotion.status.kind === 'waiting' && approval) {
    return paintCell(approvalCell(approval, options.colors));
  }
  return paintCell(standingCell(promotionStandingOf(promotion, options.now.toISOString()), options.colors));
}

function factsText(promotion: PromotionState, { reason }: PromotionDossier, options: PageOptions): string[] {
  const { colors, columns, now } = options;
  const { bindings, release } = promotion;
  const shortened = (list: string): string =>
    list
      .split(',')
      .map((it) => it.slice(0, 12))
      .join(', ');
  const fields: readonly (readonly [string, string])[] = [
    ['promotion', promotion.id],
    [
      'asked',
      `by ${promotion.requester}, ${promotion.requestedAt} (${formatAge(ageOf(promotion.requestedAt, now))})`,
    ],
    ...(reason === undefined ? [] : [['reason', visibleText(reason)] as const]),
    [
      'release',
      `commit ${release.commit.slice(0, 12)}, artifact SHA-256 ${release.artifactSha256.slice(0, 12)}…`,
    ],
    ['replaces', `artifact ${shortened(bindings.runningSha256)}, commit ${shortened(bindings.baseCommit)}`],
    ['plan', `SHA-256 ${bindings.planSha256.slice(0, 12)}…`],
    ['policy', `version ${bindings.policyVersion.slice(0, 12)}`],
  ];
  return fields.flatMap(([name, value]) =>
    wrap(value, columns - 13).map(
      (line, index) => `  ${colors.dim((index === 0 ? name : '').padEnd(10))} ${line}`,
    ),
  );
}

function changesText(promotion: PromotionState, dossier: PromotionDossier, options: PageOptions): string[] {
  const { colors, columns } = options;
  const item = (text: string): string[] =>
    wrap(visibleText(text), columns - 4).map((line, index) =>
      colors.yellow(`  ${index === 0 ? '!' : ' '} ${line}`),
    );
  const unrecorded = dossier.differences.map((it) => it.text);
  return [
    ...promotion.revisions.flatMap(({ at, changes }) => [
      '',
      `${colors.bold('What changed')}  ${colors.dim(`seen ${at}; sign-offs before no longer count`)}`,
      ...changes.flatMap(item),
    ]),
    ...(unrecorded.length === 0
      ? []
      : ['', colors.bold('What is different by now'), ...unrecorded.flatMap(item)]),
  ];
}

function signoffsText(promotion: PromotionState, dossier: PromotionDossier, options: PageOptions): string[] {
  const { colors, width } = options;
  if (promotion.signoffs.length === 0) return ['', 'Nobody has signed yet.'];
  const rows = promotion.signoffs.map((it): Cell[] => [
    { text: '' },
    { text: it.person, paint: colors.bold },
    { text: it.decision, paint: it.decision === 'reject' ? colors.red : (text) => text },
    { text: it.recordedAt },
    { text: it.statementSha256.slice(0, 12), paint: colors.dim },
    { text: `${fateOf(it, promotion, dossier)}${it.via === 'file' ? ', signed elsewhere' : ''}` },
  ]);
  return ['', colors.bold('Sign-offs'), ...tableText(rows, width)];
}

/** Does it count, and if not, why. An older one of somebody who signed again is told by the statement alone. */
function fateOf(signoff: SignoffState, promotion: PromotionState, { approval }: PromotionDossier): string {
  if (signoff.decision === 'reject') return 'stops it for good';
  if (!isAbout(signoff, promotion)) return 'stale';
  if (signoff.decision === 'review') return 'closes the review';
  const discounted =
    approval && 'discounted' in approval
      ? approval.discounted.find((it) => it.person === signoff.person)
      : undefined;
  if (discounted) return discountedText(discounted);
  return `good until ${signoff.statement.expiresAt}`;
}
