import { Fault } from '../../shared/protocol/fault.ts';

/**
 * The `status` column of `show stat`, by exact grammar and never by "contains UP" (srv_hlt_st in HAProxy's
 * stats.c). `n/m` counts checks towards the other state; `byAgent` is the suffix "(agent)".
 */
export type ServerStatus =
  | { readonly kind: 'up'; readonly byAgent: boolean }
  /** `UP n/m`: still takes traffic, its checks fail. Also a dead server just out of maintenance (trap 16). */
  | { readonly kind: 'goingDown'; readonly count: number; readonly of: number }
  | { readonly kind: 'down'; readonly byAgent: boolean }
  /** `DOWN n/m`: takes none, its checks begin to pass. */
  | { readonly kind: 'comingUp'; readonly count: number; readonly of: number }
  /** `NOLB`: answers 404 to its check, takes sticky clients only. */
  | { readonly kind: 'noLoadBalancing'; readonly byAgent: boolean }
  | { readonly kind: 'noLoadBalancingGoingDown'; readonly count: number; readonly of: number }
  | { readonly kind: 'drain'; readonly byAgent: boolean }
  | { readonly kind: 'drainGoingDown'; readonly count: number; readonly of: number }
  | { readonly kind: 'maintenance' }
  | { readonly kind: 'maintenanceVia'; readonly backend: string; readonly server: string }
  | { readonly kind: 'maintenanceByResolution' }
  | { readonly kind: 'noCheck'; readonly byAgent: boolean };

const plain = {
  UP: 'up',
  DOWN: 'down',
  NOLB: 'noLoadBalancing',
  DRAIN: 'drain',
  'no check': 'noCheck',
} as const;
const counting = {
  UP: 'goingDown',
  DOWN: 'comingUp',
  NOLB: 'noLoadBalancingGoingDown',
  DRAIN: 'drainGoingDown',
} as const;

const plainGrammar = /^(UP|DOWN|NOLB|DRAIN|no check)( \(agent\))?$/;
const countingGrammar = /^(UP|DOWN|NOLB|DRAIN) (\d{1,9})\/(\d{1,9})$/;
const viaGrammar = /^MAINT \(via ([A-Za-z0-9_.:-]+)\/([A-Za-z0-9_.:-]+)\)$/;

/** Faults: BALANCER_UNPARSEABLE for every text outside the grammar; an unknown state is never guessed. */
export function parseStatus(text: string): ServerStatus {
  if (text === 'MAINT') return { kind: 'maintenance' };
  if (text === 'MAINT (resolution)') return { kind: 'maintenanceByResolution' };

  const [, via, viaServer] = viaGrammar.exec(text) ?? [];
  if (via !== undefined && viaServer !== undefined)
    return { kind: 'maintenanceVia', backend: via, server: viaServer };

  const [, counted, count, of] = countingGrammar.exec(text) ?? [];
  if (isKeyOf(counting, counted)) return { kind: counting[counted], count: Number(count), of: Number(of) };

  const [, word, agent] = plainGrammar.exec(text) ?? [];
  if (isKeyOf(plain, word)) return { kind: plain[word], byAgent: agent !== undefined };

  throw new Fault(
    'BALANCER_UNPARSEABLE',
    `${JSON.stringify(text)} is no server status of HAProxy that is known`,
    {
      wayOut:
        'Look at the server on the statistics page; if the status is genuine, this version of HAProxy is too new.',
    },
  );
}

function isKeyOf<T extends object>(table: T, key: string | undefined): key is Extract<keyof T, string> {
  return key !== undefined && Object.hasOwn(table, key);
}
