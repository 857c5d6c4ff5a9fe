import { Fault } from '../../shared/protocol/fault.ts';
import { createRowReader, numberOf, textOf } from './parseStat.ts';
import type { StatRow } from './parseStat.ts';

/** Why a server is out, from the bits of `srv_admin_state` (SRV_ADMF_* in HAProxy's server-t.h). */
export interface AdminState {
  /** Bit 1: `state maint` was asked for, here or by "disabled" in the configuration. */
  readonly forcedMaint: boolean;
  /** Bit 2: follows a tracked server into maintenance. */
  readonly inheritedMaint: boolean;
  /** Bit 4: "disabled" in the configuration. */
  readonly configuredMaint: boolean;
  /** Bit 8: `state drain` was asked for, here or by an agent. */
  readonly forcedDrain: boolean;
  /** Bit 16: follows a tracked server. */
  readonly inheritedDrain: boolean;
  /** Bit 32: its address cannot be resolved. */
  readonly unresolved: boolean;
}

/** A health or agent check, from the bits of `srv_check_state` and `srv_agent_state` (CHK_ST_*). */
export interface CheckState {
  readonly configured: boolean;
  /** False after `disable health` or `disable agent`. */
  readonly enabled: boolean;
}

export interface ServerState {
  readonly backend: string;
  readonly server: string;
  readonly address?: string;
  readonly port?: number;
  readonly admin: AdminState;
  readonly check: CheckState;
  readonly agent: CheckState;
  /** As set now, and as configured. Slow start does not touch them. */
  readonly userWeight: number;
  readonly initialWeight: number;
}

/** `show servers state`: a version line, a header that begins with "#", then words by column name. Faults: BALANCER_UNPARSEABLE. */
export function parseServersState(text: string): readonly ServerState[] {
  const [version, header, ...rows] = text.split('\n').filter((line) => line.trim() !== '');
  if (version?.trim() !== '1' || header === undefined || !header.startsWith('# ')) {
    throw new Fault(
      'BALANCER_UNPARSEABLE',
      `"show servers state" begins with ${JSON.stringify(text.slice(0, 60))}, not with version 1 and a header`,
    );
  }
  const columns = header.slice(2).trim().split(' ');
  const toRow = createRowReader(columns);
  return rows.map((line) => toServerState(toRow(wordsOf(line, columns.length))));
}

function wordsOf(line: string, count: number): readonly string[] {
  const words = line.trim().split(' ');
  if (words.length !== count) {
    throw new Fault(
      'BALANCER_UNPARSEABLE',
      `a row of "show servers state" has ${words.length} words, its header ${count}: ${line}`,
    );
  }
  return words;
}

function toServerState(row: StatRow): ServerState {
  const address = textOf(row, 'srv_addr');
  const port = numberOf(row, 'srv_port');
  return {
    backend: textOf(row, 'be_name'),
    server: textOf(row, 'srv_name'),
    ...(address === '-' ? {} : { address }),
    ...(port === 0 ? {} : { port }),
    admin: toAdminState(numberOf(row, 'srv_admin_state')),
    check: toCheckState(numberOf(row, 'srv_check_state')),
    agent: toCheckState(numberOf(row, 'srv_agent_state')),
    userWeight: numberOf(row, 'srv_uweight'),
    initialWeight: numberOf(row, 'srv_iweight'),
  };
}

function toAdminState(bits: number): AdminState {
  return {
    forcedMaint: (bits & 1) !== 0,
    inheritedMaint: (bits & 2) !== 0,
    configuredMaint: (bits & 4) !== 0,
    forcedDrain: (bits & 8) !== 0,
    inheritedDrain: (bits & 16) !== 0,
    unresolved: (bits & 32) !== 0,
  };
}

function toCheckState(bits: number): CheckState {
  return { configured: (bits & 2) !== 0, enabled: (bits & 4) !== 0 };
}
