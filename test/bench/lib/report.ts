import Table from 'cli-table3';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';

/** A goal: how two medians of the same run compare. */
export interface Ratio {
  readonly name: string;
  readonly asked: number;
  readonly bound: 'atMost' | 'atLeast';
  readonly measured: number;
  readonly met: boolean;
}

export interface PrintedTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface Report {
  readonly rows: readonly object[];
  readonly ratios: readonly Ratio[];
  readonly tables: readonly PrintedTable[];
  /** What else belongs to the numbers: settings, phases, what was done. */
  readonly about: Readonly<Record<string, unknown>>;
}

export function judge(of: Omit<Ratio, 'met'>): Ratio {
  const met = of.bound === 'atMost' ? of.measured <= of.asked : of.measured >= of.asked;
  return { ...of, met };
}

/** Tables for people, or with `json` one object; then the exit code: 1 where a goal is missed. */
export function printReport(report: Report, options: { readonly json: boolean }): void {
  const { rows, ratios, tables, about } = report;
  const ok = ratios.every(({ met }) => met);
  if (options.json) console.log(JSON.stringify({ ok, rows, ratios, ...about }));
  else for (const table of [...tables, toGoals(ratios)]) printTable(table);
  process.exitCode = ok ? 0 : 1;
}

/** The same tables as a file, with the day and the machine. */
export async function writeReport({ tables, ratios }: Report, path: string): Promise<void> {
  const processors = cpus();
  const where = `${new Date().toISOString().slice(0, 10)}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, [where, ...[...tables, toGoals(ratios)].map(toText)].join('\n').concat('\n'));
}

/** The machine's load of the last minute: numbers taken on a busy machine say so. */
export function readLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

function toGoals(ratios: readonly Ratio[]): PrintedTable {
  return {
    title: 'Goals',
    head: ['ratio', 'asked', 'measured', ''],
    rows: ratios.map(({ name, asked, bound, measured, met }) => [
      name,
      `${bound === 'atMost' ? '≤' : '≥'} ${asked.toFixed(2)}`,
      measured.toFixed(2),
      met ? 'met' : 'MISSED',
    ]),
  };
}

export function printTable(table: PrintedTable): void {
  console.log(toText(table));
}

function toText({ title, head, rows }: PrintedTable): string {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) table.push([...row]);
  return `\n${title}\n${table.toString()}`;
}
