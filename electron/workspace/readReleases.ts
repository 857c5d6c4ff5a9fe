import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Problem } from '../../shared/model/problem.ts';
import { releaseFile, type AvailableRelease, type ReleaseFile } from '../../shared/model/release.ts';
import { compareVersions } from './compareVersions.ts';
import { sortProblems, type Report } from './problems.ts';
import { createSourceFiles, errorCodeOf, type SourceFile, type SourceFiles } from './sourceFiles.ts';
import { parseWithSchema } from './yaml/parseWithSchema.ts';
import { parseYaml } from './yaml/yamlSource.ts';

interface ReleaseQuestion {
  /** The workspace folder. */
  readonly directory: string;
  /** Folder of the release files, absolute or relative to the workspace. */
  readonly folder: string;
  /** Only this service's releases. */
  readonly service?: string | undefined;
}

interface FoundReleases {
  /** By service, then version, the newest last. */
  readonly releases: readonly AvailableRelease[];
  readonly problems: readonly Problem[];
}

/**
 * The releases that the build wrote down. A faulty release file is a problem and no release; the others stay usable.
 */
export async function readReleases({ directory, folder, service }: ReleaseQuestion): Promise<FoundReleases> {
  const files = createSourceFiles({ directory, home: directory });
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const releases: AvailableRelease[] = [];
  for (const path of await listReleaseFiles(files, folder, report)) {
    const release = await readRelease(files, path, report);
    if (release && (service === undefined || release.service === service)) releases.push(release);
  }
  return { releases: releases.toSorted(compareReleases), problems: sortProblems(problems) };
}

async function listReleaseFiles(
  files: SourceFiles,
  folder: string,
  report: Report,
): Promise<readonly string[]> {
  const path = files.resolve(folder);
  try {
    const names = await readdir(path);
    return names
      .filter((it) => ['.yaml', '.yml'].includes(extname(it)) && !it.startsWith('.'))
      .toSorted()
      .map((it) => join(path, it));
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === undefined) throw error;
    const message = code === 'ENOENT' ? 'there is no such folder' : `the folder cannot be read (${code})`;
    const expected = 'the folder of the release files that the build writes ("releases" in signalbox.yaml)';
    report({ file: files.nameOf(path) || '.', line: 1, column: 1, path: '', message, expected });
    return [];
  }
}

async function readRelease(
  files: SourceFiles,
  path: string,
  report: Report,
): Promise<AvailableRelease | undefined> {
  const outcome = await files.read(path);
  switch (outcome.kind) {
    case 'read':
      return parseRelease(outcome.file, report);
    case 'missing':
      report({ file: outcome.name, line: 1, column: 1, path: '', message: 'the file is gone' });
      return undefined;
    case 'unreadable':
      report({ file: outcome.name, line: 1, column: 1, path: '', message: outcome.reason });
      return undefined;
  }
}

function parseRelease(file: SourceFile, report: Report): AvailableRelease | undefined {
  // A version such as 1.10 is text, not the number 1.1; a digest may be all digits.
  const isText = () => true;
  const source = parseYaml(file.name, file.text, { scalars: 'typed', keepText: isText });
  for (const problem of source.problems) report(problem);
  if (source.problems.length > 0) return undefined;
  const result = parseWithSchema(source, releaseFile);
  if (result.kind === 'faulty') {
    for (const problem of result.problems) report(problem);
    return undefined;
  }
  const { service, version } = result.value;
  const wanted = `${service}-${version}`;
  if (basename(file.path, extname(file.path)) !== wanted || extname(file.path) !== '.yaml') {
    report(
      source.problem(['version'], `this is release ${wanted}`, { expected: `the file name ${wanted}.yaml` }),
    );
    return undefined;
  }
  return toAvailableRelease(result.value, file);
}

function toAvailableRelease(
  { service, version, commit, repositories, artifact, builtAt }: ReleaseFile,
  file: SourceFile,
): AvailableRelease {
  return {
    service,
    version,
    commit,
    artifactSha256: artifact.sha256,
    source:
      'file' in artifact
        ? { kind: 'file', path: resolve(dirname(file.path), artifact.file) }
        : { kind: 'url', url: artifact.url },
    ...(repositories === undefined ? {} : { repositories }),
    ...(builtAt === undefined ? {} : { builtAt }),
  };
}

function compareReleases(a: AvailableRelease, b: AvailableRelease): number {
  if (a.service !== b.service) return a.service < b.service ? -1 : 1;
  return compareVersions(a.version, b.version);
}
