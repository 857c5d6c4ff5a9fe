import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Problem } from '../../shared/model/problem.ts';
import { workspaceFile, type WorkspaceFile } from '../../shared/model/workspaceFile.ts';
import type { SourceFile } from './sourceFiles.ts';
import { parseWithSchema } from './yaml/parseWithSchema.ts';
import { nothingBroken, pruneBroken, type Broken } from './yaml/pruneBroken.ts';
import { parseYaml, type Path, type YamlSource } from './yaml/yamlSource.ts';

/** `signalbox.yaml`, read: what it says, and where it says so. */
export interface WorkspaceDocument {
  readonly file: WorkspaceFile;
  readonly source: YamlSource;
  /** Names whose entries are faulty: they exist, but nothing more is known of them. */
  readonly broken: Broken;
}

export interface ParsedWorkspaceFile {
  readonly problems: readonly Problem[];
  /** Absent when too little can be read to look any further. */
  readonly document?: WorkspaceDocument;
}

/**
 * Faulty entries are reported and then left out, so that the references of all the others are still checked:
 * a person sees every problem at once.
 */
export async function parseWorkspaceFile(file: SourceFile): Promise<ParsedWorkspaceFile> {
  const source = parseYaml(file.name, file.text, { scalars: 'typed', keepText: isText });
  if (!source.isSound) return { problems: source.problems };
  await nextTurn(); // a large file takes long to read, and long to check
  const result = parseWithSchema(source, workspaceFile);
  if (result.kind === 'fits') {
    return { problems: source.problems, document: { file: result.value, source, broken: nothingBroken } };
  }
  const problems = [...source.problems, ...result.problems];
  const pruned = pruneBroken(source.value, result.paths, Object.keys(workspaceFile.shape));
  const rest = workspaceFile.safeParse(pruned.value);
  if (!rest.success) return { problems };
  return { problems, document: { file: rest.data, source, broken: pruned.broken } };
}

/** `hosts.*.variables.*` are text: `1.10` and `007` stay what they are. So is a commit, which may be all digits. */
function isText(path: Path): boolean {
  if (path.length !== 4) return false;
  const [area, , part, key] = path;
  return area === 'hosts'
    ? part === 'variables'
    : area === 'services' && part === 'engine' && key === 'commit';
}
