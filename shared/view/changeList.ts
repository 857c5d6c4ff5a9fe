import type { PromotionState } from '../journal/promotionState.ts';
import type { JournalState, RolloutState } from '../journal/state.ts';

/**
 * By which rules a change went to production; `unsigned` where nobody had to sign, `rollback` where the sign-offs of
 * what was taken back cover the way.
 */
export type ChangeKind = 'ordinary' | 'emergency' | 'rollback' | 'unsigned';

/** One production change, as auditors count them: a rollout, however it ended. */
export interface ChangeRow {
  readonly rollout: RolloutState;
  readonly promotion: PromotionState | undefined;
  readonly kind: ChangeKind;
  /** Short names, in the order in which they signed. */
  readonly approvedBy: readonly string[];
  readonly hosts: number;
  /** Hosts that have the release now and are in service. */
  readonly done: number;
}

/** Every given field must fit. */
export interface ChangeFilter {
  /** UTC instants of the request: inclusive, exclusive. */
  readonly fromAt?: string | undefined;
  readonly toAt?: string | undefined;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  /** Who asked, signed or deployed. */
  readonly person?: string | undefined;
  readonly kind?: ChangeKind | undefined;
  readonly promotion?: string | undefined;
  /** Each word must be part of what is known of the change. */
  readonly text?: string | undefined;
}

type Changes = Pick<JournalState, 'rollouts' | 'rolloutOrder' | 'promotions' | 'policies'>;

/** Lists changes, and remembers what it made of each: of thousands, few are new at a time. */
export interface ChangeList {
  /**
   * The changes of production, newest first. As in an export, an environment counts whose stage is production, or that
   * asks for sign-offs; so does whatever was promoted with them.
   * @param production names of the environments whose stage is production.
   */
  rowsOf(state: Changes, production: ReadonlySet<string>): readonly ChangeRow[];
  fitting(rows: readonly ChangeRow[], filter: ChangeFilter): readonly ChangeRow[];
}

export function createChangeList(): ChangeList {
  const made = new WeakMap<RolloutState, ChangeRow>();
  const texts = new WeakMap<ChangeRow, string>();

  function rowOf(rollout: RolloutState, promotion: PromotionState | undefined): ChangeRow {
    const before = made.get(rollout);
    if (before && before.promotion === promotion) return before;
    const row = toRow(rollout, promotion);
    made.set(rollout, row);
    return row;
  }

  function knownTextOf(row: ChangeRow): string {
    const text = texts.get(row) ?? textOf(row);
    texts.set(row, text);
    return text;
  }

  return {
    rowsOf: (state, production) =>
      state.rolloutOrder.toReversed().flatMap((id) => {
        const rollout = state.rollouts[id];
        if (!rollout) return [];
        const { environment, promotionId } = rollout;
        const counts =
          production.has(environment) ||
          state.policies[environment] !== undefined ||
          promotionId !== undefined;
        return counts
          ? [rowOf(rollout, promotionId === undefined ? undefined : state.promotions[promotionId])]
          : [];
      }),
    fitting: (rows, filter) => {
      const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
      return rows.filter(
        (row) => fits(row, filter) && words.every((word) => knownTextOf(row).includes(word)),
      );
    },
  };
}

/** Everybody who asked, signed or deployed, sorted. */
export function peopleOfChanges(rows: readonly ChangeRow[]): readonly string[] {
  return [...new Set(rows.flatMap(peopleOf))].toSorted();
}

function toRow(rollout: RolloutState, promotion: PromotionState | undefined): ChangeRow {
  const outcomes = Object.values(rollout.hosts).map((host) => host.outcome?.kind);
  const approvals = promotion?.signoffs.filter(({ decision }) => decision === 'approve') ?? [];
  return {
    rollout,
    promotion,
    kind: promotion?.rules ?? (rollout.rollsBack ? 'rollback' : 'unsigned'),
    approvedBy: [...new Set(approvals.map(({ person }) => person))],
    hosts: outcomes.length,
    done: outcomes.filter((kind) => kind === 'done' || kind === 'unchanged').length,
  };
}

function fits(row: ChangeRow, filter: ChangeFilter): boolean {
  const { rollout, kind } = row;
  return (
    (filter.fromAt === undefined || rollout.requestedAt >= filter.fromAt) &&
    (filter.toAt === undefined || rollout.requestedAt < filter.toAt) &&
    (filter.service === undefined || rollout.service === filter.service) &&
    (filter.environment === undefined || rollout.environment === filter.environment) &&
    (filter.kind === undefined || kind === filter.kind) &&
    (filter.promotion === undefined || rollout.promotionId === filter.promotion) &&
    (filter.person === undefined || peopleOf(row).includes(filter.person))
  );
}

function peopleOf({ rollout, promotion }: ChangeRow): readonly string[] {
  return [
    rollout.requestedBy,
    ...(promotion ? [promotion.requester, ...promotion.signoffs.map(({ person }) => person)] : []),
  ];
}

function textOf(row: ChangeRow): string {
  const { id, service, environment, release, status, planSha256, promotionId = '', hosts } = row.rollout;
  const result = status.kind === 'finished' ? status.result : status.kind;
  return [id, service, environment, release.version, release.commit, release.artifactSha256, planSha256]
    .concat(result, row.kind, promotionId, peopleOf(row), Object.keys(hosts))
    .join('\n')
    .toLowerCase();
}
