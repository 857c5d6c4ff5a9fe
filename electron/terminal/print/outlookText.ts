import type { Standing } from '../../../shared/model/eligibility.ts';
import type { Gate, PromotionOutlook } from '../../../shared/model/promotion.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import type { StatementRules } from '../../../shared/model/statement.ts';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';
import { tableText, wrap, type Cell } from './table.ts';

interface OutlookOptions {
  readonly colors: Palette;
  readonly columns: number;
  readonly rules: StatementRules;
}

/** Gates, policy, and everyone: who can sign, who has, and why everybody else cannot. */
export function outlookText(outlook: PromotionOutlook, options: OutlookOptions): string[] {
  const { policy, eligibility } = outlook;
  return [
    ...gatesText(outlook.gates, options),
    ...(policy ? ['', ...policyText(policy, options)] : []),
    ...(eligibility
      ? ['', ...personsText(eligibility.persons, options), '', conclusion(outlook, options)]
      : []),
    ...(eligibility ? [] : ['', options.colors.red('Who could sign is not known while a gate is shut.')]),
  ];
}

export function gatesText(gates: readonly Gate[], { colors, columns }: OutlookOptions): string[] {
  return gates.flatMap(({ kind, passed, text, wayOut }) => {
    const paint = passed ? (line: string): string => line : colors.red;
    const lines = wrap(visibleText(text), columns - 17).map((line, index) =>
      index === 0
        ? `  ${passed ? colors.green('✓') : colors.red('✗')} ${kind.padEnd(13)} ${paint(line)}`
        : `${' '.repeat(18)}${paint(line)}`,
    );
    return passed || wayOut === undefined
      ? lines
      : [...lines, `${' '.repeat(18)}${colors.cyan('→')} ${visibleText(wayOut)}`];
  });
}

function policyText(policy: Policy, { colors, rules }: OutlookOptions): string[] {
  const inForce = rules === 'emergency' ? policy.emergency : policy;
  const version = colors.dim(`version ${policy.version.slice(0, 12)}`);
  if (!inForce) return [`  ${policy.environment} knows no emergencies  ${version}`];
  const never = inForce.exclude.length === 0 ? 'nobody is left out' : `never ${inForce.exclude.join(', ')}`;
  const keys = policy.keyKinds.length === 4 ? '' : `, with ${policy.keyKinds.join(' or ')} keys`;
  const review =
    rules === 'emergency' && policy.emergency
      ? [
          `  ${colors.yellow('EMERGENCY')}: reviewed afterwards by ${policy.emergency.reviewGroup}, within ${formatDuration(policy.emergency.reviewWithinMs)}`,
        ]
      : [];
  return [
    `  policy of ${colors.bold(policy.environment)}: ${inForce.required} of ${inForce.group}${keys}, ${never}; good for ${formatDuration(inForce.expiryMs)}  ${version}`,
    ...review,
  ];
}

type Persons = NonNullable<PromotionOutlook['eligibility']>['persons'];

/** Those who can sign first, then those who have, then everybody else with the reason. */
export function personsText(persons: Persons, { colors, columns }: OutlookOptions): string[] {
  const order: readonly Standing['kind'][] = ['eligible', 'signed', 'barred'];
  const sorted = order.flatMap((kind) => persons.filter((it) => it.standing.kind === kind));
  const width = Math.max(0, ...sorted.map((it) => it.person.length + it.displayName.length + 3));
  const rows = sorted.flatMap(({ person, displayName, standing }): Cell[][] => {
    const name = displayName === person ? person : `${person} (${visibleText(displayName)})`;
    const [first = '', ...rest] = wrap(visibleText(reasonOf(standing)), columns - width - 18);
    return [
      [{ text: '' }, { text: name, paint: colors.bold }, wordOf(standing, colors), { text: first }],
      ...rest.map((text) => [{ text: '' }, { text: '' }, { text: '' }, { text }]),
    ];
  });
  return tableText(rows, columns);
}

function wordOf(standing: Standing, colors: Palette): Cell {
  switch (standing.kind) {
    case 'eligible':
      return { text: 'can sign', paint: colors.green };
    case 'signed':
      return { text: 'signed', paint: standing.decision === 'reject' ? colors.red : colors.green };
    case 'barred':
      return { text: 'cannot', paint: colors.red };
  }
}

function reasonOf(standing: Standing): string {
  switch (standing.kind) {
    case 'eligible':
      return standing.fingerprints.map((it) => `${it.slice(0, 19)}…`).join(', ');
    case 'signed':
      return `${standing.decision}, ${standing.recordedAt}, good until ${standing.expiresAt}`;
    case 'barred':
      return standing.bars.map((bar) => bar.text).join('; ');
  }
}

function conclusion({ eligibility }: PromotionOutlook, { colors, columns }: OutlookOptions): string {
  if (!eligibility) return '';
  const { required, signed, eligible, canBeSatisfied, finding } = eligibility;
  if (!canBeSatisfied) {
    const text = finding ?? `${required} must sign, and only ${signed + eligible} can.`;
    return wrap(visibleText(text), columns)
      .map((line) => colors.red(line))
      .join('\n');
  }
  const done = signed === 0 ? '' : `${signed} signed, `;
  const count = required === 1 ? '1 must sign' : `${required} must sign`;
  return colors.green(`${count}: ${done}${eligible} ${signed === 0 ? 'can' : 'more can'}.`);
}
