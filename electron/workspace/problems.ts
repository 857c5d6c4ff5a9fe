import type { Problem } from '../../shared/model/problem.ts';

/** A place in a file. Lines and columns count from 1, as editors do. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where found problems go: every reader collects, none stops at the first. */
export type Report = (problem: Problem) => void;

/** `signalbox.yaml:12:7 services.shop.checks: "health" is missing; expected a mapping`. */
export function formatProblem(it: Problem): string {
  const place = `${it.file}:${it.line}:${it.column}`;
  const subject = it.path === '' ? '' : ` ${it.path}:`;
  const expected = it.expected === undefined ? '' : `; expected ${it.expected}`;
  return `${place}${subject} ${it.message}${expected}`;
}

/** In reading order: files as they were first named, then line and column; exact repetitions go. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map((it) => it.file))];
  const distinct = new Map(problems.map((it) => [formatProblem(it), it]));
  return [...distinct.values()].toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}
