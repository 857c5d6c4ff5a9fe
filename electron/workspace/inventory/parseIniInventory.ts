import type { Problem } from '../../../shared/model/problem.ts';
import type { Location, Report } from '../problems.ts';
import type { SourceFile } from '../sourceFiles.ts';
import { parseHostPattern } from './hostPattern.ts';
import type { InventoryStatement, InventoryValue } from './inventory.ts';
import { splitShellWords, type ShellWord } from './shellWords.ts';

export interface ParsedInventory {
  readonly statements: readonly InventoryStatement[];
  readonly problems: readonly Problem[];
}

interface Section {
  readonly group: string;
  readonly kind: 'hosts' | 'children' | 'vars' | 'skipped';
}

interface Line {
  readonly text: string;
  /** Of the first character that is not blank. */
  readonly at: Location;
}

/**
 * Ansible's INI inventories, as `ansible.plugins.inventory.ini` reads them. A line that it would refuse is a
 * problem; a section with an unknown kind is a problem too, and its lines are passed over.
 */
export function parseIniInventory(file: SourceFile): ParsedInventory {
  const problems: Problem[] = [];
  const statements: InventoryStatement[] = [];
  let section: Section = { group: 'ungrouped', kind: 'hosts' };
  for (const line of linesOf(file)) {
    const report = (message: string, column = 0, expected?: string) =>
      problems.push(problemAt(line, message, column, expected));
    if (isSectionLine(line.text)) {
      const opened = parseSection(line.text);
      if (opened === undefined) report('not a section', 0, '[group], [group:children] or [group:vars]');
      section = opened ?? { group: '', kind: 'skipped' };
      if (opened && opened.kind !== 'vars')
        statements.push({ kind: 'group', group: opened.group, at: line.at });
    } else {
      statements.push(...parseLine(line, section, (it) => problems.push(it)));
    }
  }
  return { statements, problems };
}

function linesOf(file: SourceFile): readonly Line[] {
  return file.text.split(/\r\n|\n|\r/).flatMap((raw, index) => {
    const text = raw.trim();
    // `;` and `#` are comments at the beginning of a line; inside, only `#` in host lines.
    if (text === '' || text.startsWith(';') || text.startsWith('#')) return [];
    return [
      { text, at: { file: file.name, line: index + 1, column: raw.length - raw.trimStart().length + 1 } },
    ];
  });
}

/** `[web]…` opens a section; `[1:3].example.com` would be a host, but Ansible does not allow it either. */
function isSectionLine(text: string): boolean {
  return text.startsWith('[');
}

function parseSection(text: string): Section | undefined {
  const match = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(text);
  if (!match) return undefined;
  const [, group = '', kind = 'hosts'] = match;
  return kind === 'hosts' || kind === 'children' || kind === 'vars' ? { group, kind } : undefined;
}

function parseLine(line: Line, section: Section, report: Report): readonly InventoryStatement[] {
  switch (section.kind) {
    case 'hosts':
      return parseHostLine(line, section.group, report);
    case 'children':
      return parseChildLine(line, section.group, report);
    case 'vars':
      return parseVariableLine(line, section.group, report);
    case 'skipped':
      return [];
  }
}

function parseHostLine(line: Line, group: string, report: Report): readonly InventoryStatement[] {
  const split = splitShellWords(line.text);
  if (split.kind === 'faulty') {
    report(problemAt(line, split.message, split.column - 1));
    return [];
  }
  const [first, ...rest] = split.words;
  if (!first) return [];
  const pattern = parseHostPattern(first.text);
  if (pattern.kind === 'faulty') {
    report(problemAt(line, pattern.message));
    return [];
  }
  const variables = new Map<string, InventoryValue>();
  if (pattern.port !== undefined) variables.set('ansible_port', { text: pattern.port, at: line.at });
  for (const word of rest) {
    const assignment = parseAssignment(word);
    if (assignment) {
      variables.set(assignment.name, { text: assignment.value, at: placeOf(line, word.column - 1) });
    } else {
      report(problemAt(line, `"${word.text}" is no variable`, word.column - 1, 'name=value'));
    }
  }
  return pattern.names.map((host) => ({ kind: 'host', group, host, variables, at: line.at }));
}

function parseAssignment(word: ShellWord): { readonly name: string; readonly value: string } | undefined {
  const equals = word.text.indexOf('=');
  return equals < 1 ? undefined : { name: word.text.slice(0, equals), value: word.text.slice(equals + 1) };
}

function parseChildLine(line: Line, group: string, report: Report): readonly InventoryStatement[] {
  const child = /^([^:\]\s]+)\s*(?:#.*)?$/.exec(line.text)?.[1];
  if (child !== undefined) return [{ kind: 'child', group, child, at: line.at }];
  report(problemAt(line, `"${line.text}" is no group`, 0, 'the name of a group, one a line'));
  return [];
}

function parseVariableLine(line: Line, group: string, report: Report): readonly InventoryStatement[] {
  const equals = line.text.indexOf('=');
  if (equals < 1) {
    report(problemAt(line, `"${line.text}" is no variable`, 0, 'name=value'));
    return [];
  }
  const name = line.text.slice(0, equals).trim();
  const value = { text: literalOf(line.text.slice(equals + 1).trim()), at: line.at };
  return [{ kind: 'groupVariable', group, name, value, at: line.at }];
}

/**
 * Here Ansible evaluates a Python literal and else takes the rest of the line: quotes around the whole value go,
 * and a comment may follow a number or a quoted text, but nothing else.
 */
function literalOf(text: string): string {
  const match = /^(?:'([^'\\]*)'|"([^"\\]*)"|(-?\d+(?:\.\d+)?))(?:\s*#.*)?$/.exec(text);
  return match ? (match[1] ?? match[2] ?? match[3] ?? '') : text;
}

function problemAt(line: Line, message: string, column = 0, expected?: string): Problem {
  return { ...placeOf(line, column), path: '', message, ...(expected === undefined ? {} : { expected }) };
}

function placeOf(line: Line, column: number): Location {
  return { ...line.at, column: line.at.column + column };
}
