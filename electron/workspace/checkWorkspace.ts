import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '../../shared/model/engine.ts';
import type { Problem } from '../../shared/model/problem.ts';
import type { Workspace } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { sortProblems } from './problems.ts';
import { readInputs } from './readInputs.ts';
import type { SignoffRules } from './signoffRules.ts';
import { resolveWorkspace } from './resolve/resolveWorkspace.ts';
import { createSourceFiles, errorCodeOf, type SourceFile, type SourceFiles } from './sourceFiles.ts';
import { parseWorkspaceFile } from './workspaceDocument.ts';

export interface WorkspaceLocation {
  /** The workspace folder. */
  readonly directory: string;
  /** The person's home folder: `~`, `~/.ssh/config`, default keys. */
  readonly home: string;
  readonly userName: string;
  /** For `${NAME}` in ssh's configuration only. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Without them a file that has people, or asks for sign-offs, is refused. */
  readonly signoffRules?: SignoffRules;
  /** Looks at the commit that an engine names. Without it nothing is said of what is in there. */
  findEngineProblem?(engine: Engine): Promise<
    | {
        readonly key?: string;
        readonly fault: { readonly message: string; readonly wayOut: string | undefined };
      }
    | undefined
  >;
}

export interface CheckedWorkspace {
  /** In reading order; empty means valid. */
  readonly problems: readonly Problem[];
  /** Only when there are no problems: nobody works with half a workspace. */
  readonly workspace?: Workspace;
  /** Absolute paths of everything that was read, in order. */
  readonly files: readonly string[];
}

/**
 * Reads signalbox.yaml and everything that it names, and says everything that is wrong with it.
 * @throws Fault WORKSPACE_NOT_FOUND when there is no such folder, or no signalbox.yaml in it.
 */
export async function checkWorkspace(location: WorkspaceLocation): Promise<CheckedWorkspace> {
  const directory = resolve(location.directory);
  await requireFolder(directory);
  const files = createSourceFiles({ directory, home: location.home });
  const read = await readWorkspaceFile(files, directory);
  if ('problem' in read) return { problems: [read.problem], files: files.paths() };

  await nextTurn(); // whoever draws a window must not wait for all of this at once
  const parsed = await parseWorkspaceFile(read.file);
  await nextTurn();
  const problems = [...parsed.problems];
  if (!parsed.document) return { problems: sortProblems(problems), files: files.paths() };

  const report = (problem: Problem) => void problems.push(problem);
  const facts = {
    home: resolve(location.home),
    userName: location.userName,
    environment: location.environment,
  };
  const { signoffRules } = location;
  const inputs = await readInputs({ files, document: parsed.document, facts, report, signoffRules });
  await nextTurn();
  const resolved = resolveWorkspace(inputs, report);
  await nextTurn();
  for (const { name, engine } of resolved.services) {
    const found = engine && (await location.findEngineProblem?.(engine));
    if (!found) continue;
    const { message, wayOut } = found.fault;
    const path = ['services', name, 'engine', ...(found.key === undefined ? [] : [found.key])];
    report(parsed.document.source.problem(path, message, wayOut === undefined ? {} : { expected: wayOut }));
  }
  if (problems.length > 0) return { problems: sortProblems(problems), files: files.paths() };
  const workspace = { ...resolved, directory, configurationSha256: files.sha256() };
  return { problems: [], workspace, files: files.paths() };
}

export const workspaceFileName = 'signalbox.yaml';

async function requireFolder(directory: string): Promise<void> {
  const wayOut = 'Name the folder that holds signalbox.yaml.';
  try {
    if ((await stat(directory)).isDirectory()) return;
  } catch (error) {
    const code = errorCodeOf(error);
    const reason =
      code === 'ENOENT' || code === 'ENOTDIR' ? 'does not exist' : `cannot be read (${code ?? 'unknown'})`;
    throw new Fault('WORKSPACE_NOT_FOUND', `The folder ${directory} ${reason}.`, { wayOut, cause: error });
  }
  throw new Fault('WORKSPACE_NOT_FOUND', `${directory} is a file, not a folder.`, { wayOut });
}

async function readWorkspaceFile(
  files: SourceFiles,
  directory: string,
): Promise<{ readonly file: SourceFile } | { readonly problem: Problem }> {
  const outcome = await files.read(workspaceFileName);
  switch (outcome.kind) {
    case 'read':
      return { file: outcome.file };
    case 'missing':
      throw new Fault('WORKSPACE_NOT_FOUND', `There is no signalbox.yaml in ${directory}.`, {
        wayOut: 'Write one (examples/shop/signalbox.yaml is a beginning), or name another folder.',
      });
    case 'unreadable':
      return { problem: { file: outcome.name, line: 1, column: 1, path: '', message: outcome.reason } };
  }
}
