import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../../shared/model/problem.ts';
import type { Location, Report } from '../problems.ts';
import type { SourceFile, SourceFiles } from '../sourceFiles.ts';
import { expandSshPath, type SshFacts } from './expandSshPath.ts';
import { parseSshConfigLine } from './parseSshConfigLine.ts';
import type { SshConfigFile, SshConfigLine } from './sshConfigFile.ts';

interface Reading {
  readonly files: SourceFiles;
  readonly facts: SshFacts;
  readonly report: Report;
}

/** OpenSSH gives up at the same depth (`READCONF_MAX_DEPTH`). */
const deepestInclude = 16;

/** A configuration with everything that it includes, in place. Faulty lines are reported and left out. */
export async function readSshConfig(file: SourceFile, reading: Reading, depth = 0): Promise<SshConfigFile> {
  const lines: SshConfigLine[] = [];
  for (const [index, text] of file.text.split(/\r\n|\n|\r/).entries()) {
    const at = { file: file.name, line: index + 1, column: text.length - text.trimStart().length + 1 };
    const line = parseSshConfigLine(text);
    switch (line.kind) {
      case 'blank':
        break;
      case 'faulty':
        reading.report(problemAt(at, line.message));
        break;
      case 'include':
        lines.push({ kind: 'include', at, files: await readIncluded(line.patterns, at, reading, depth) });
        break;
      case 'host':
      case 'match':
      case 'setting':
        lines.push({ ...line, at });
        break;
    }
  }
  return { name: file.name, lines };
}

async function readIncluded(
  patterns: readonly string[],
  at: Location,
  reading: Reading,
  depth: number,
): Promise<readonly SshConfigFile[]> {
  if (depth >= deepestInclude) {
    reading.report(problemAt(at, `Include is nested more than ${deepestInclude} deep`));
    return [];
  }
  const included: SshConfigFile[] = [];
  for (const pattern of patterns) {
    for (const path of await includedPaths(pattern, at, reading)) {
      const outcome = await reading.files.read(path);
      if (outcome.kind === 'read') included.push(await readSshConfig(outcome.file, reading, depth + 1));
      if (outcome.kind === 'unreadable') {
        reading.report(problemAt(at, `the included file ${outcome.name} ${outcome.reason}`));
      }
    }
  }
  return included;
}

/** Relative names are in `~/.ssh`; what matches nothing is no error (ssh_config(5), Include). */
async function includedPaths(
  pattern: string,
  at: Location,
  { facts, report }: Reading,
): Promise<readonly string[]> {
  const expanded = expandSshPath(pattern, facts, join(facts.home, '.ssh'));
  if (expanded.kind === 'faulty') {
    report(problemAt(at, `Include ${expanded.message}`));
    return [];
  }
  if (!/[*?[]/.test(expanded.path)) return [expanded.path];
  const paths: string[] = [];
  for await (const path of glob(expanded.path)) paths.push(path);
  return paths.toSorted();
}

function problemAt(at: Location, message: string): Problem {
  return { ...at, path: '', message };
}
