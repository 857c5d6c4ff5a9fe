import { statement, type Statement, type StatementDecision } from '../../../shared/model/statement.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';
import { wrap } from './table.ts';

/** The bytes to the letter, and what somebody says by signing them. */
export function statementText(
  of: { readonly bytes: string; readonly sha256: string },
  { colors, columns }: { readonly colors: Palette; readonly columns: number },
): string[] {
  const stated = statement.parse(JSON.parse(of.bytes));
  return [
    colors.bold(`To be signed, to the byte (SHA-256 ${of.sha256})`),
    visibleText(of.bytes, { multiline: true }).trimEnd(),
    '',
    ...wrap(meaningOf(stated), columns),
  ];
}

const acts: Readonly<Record<StatementDecision, string>> = {
  approve: 'approves bringing',
  reject: 'rejects, for good, bringing',
  review: 'has reviewed the emergency that brought',
};

function meaningOf(it: Statement): string {
  const emergency = it.rules === 'emergency' && it.decision !== 'review' ? 'AS AN EMERGENCY, ' : '';
  const running =
    it.runningSha256 === 'none' ? 'where nothing runs' : `where ${shorten(it.runningSha256)} runs`;
  return (
    `${it.approver} ${acts[it.decision]} ${emergency}${it.service} ${it.release} to ${it.environment}: ` +
    `artifact ${shorten(it.artifactSha256)}, commit ${shorten(it.headCommit)}, ${running}, by the plan ` +
    `${shorten(it.planSha256)}. Good until ${it.expiresAt}, and for nothing else than exactly this.`
  );
}

function shorten(list: string): string {
  return list
    .split(',')
    .map((it) => it.slice(0, 12))
    .join(', ');
}
