import type { HistoryStep, Person } from './sourceHistory.ts';

/**
 * Writes a history as a stream for `git fast-import` (git-fast-import(1)): one process makes all of it, with the
 * dates and people that stand here and nothing of the user's own configuration.
 */
export function toFastImport(steps: readonly HistoryStep[]): string {
  const branchHeads = new Map<string, number>();
  let mark = 0;
  return steps.map(toCommand).join('');

  function toCommand(step: HistoryStep): string {
    switch (step.kind) {
      case 'commit':
        return commit(step);
      case 'merge':
        return merge(step);
      case 'tag':
        return tag(step);
    }
  }

  function commit(step: Extract<HistoryStep, { kind: 'commit' }>): string {
    const branch = step.branch ?? 'main';
    const parent = branchHeads.get(branch) ?? branchHeads.get('main');
    branchHeads.set(branch, (mark += 1));
    return [
      `commit refs/heads/${branch}\nmark :${mark}\n`,
      `author ${signature(step.author, step.at)}\n`,
      `committer ${signature(step.committer ?? step.author, step.at)}\n`,
      data(`${step.message}\n`),
      parent === undefined ? '' : `from :${parent}\n`,
      filesText(step.files),
      '\n',
    ].join('');
  }

  function merge(step: Extract<HistoryStep, { kind: 'merge' }>): string {
    const [ours, theirs] = [branchHeads.get('main'), branchHeads.get(step.branch)];
    if (ours === undefined || theirs === undefined) throw new Error(`nothing to merge: ${step.branch}`);
    const changes = filesOf(step.branch);
    branchHeads.set('main', (mark += 1));
    return [
      `commit refs/heads/main\nmark :${mark}\n`,
      `author ${signature(step.author, step.at)}\n`,
      `committer ${signature(step.author, step.at)}\n`,
      data(`${step.message}\n`),
      `from :${ours}\nmerge :${theirs}\n`,
      filesText(changes),
      '\n',
    ].join('');
  }

  /** fast-import does not merge trees: the branch's files are laid over main's. */
  function filesOf(branch: string): Record<string, string | null> {
    const commits = steps.filter((step) => step.kind === 'commit' && step.branch === branch);
    return Object.assign({}, ...commits.map((step) => (step.kind === 'commit' ? step.files : {})));
  }

  function tag(step: Extract<HistoryStep, { kind: 'tag' }>): string {
    const name = `v${step.version}`;
    const message = data(`shop ${step.version}\n`);
    return `tag ${name}\nfrom :${branchHeads.get('main')}\ntagger ${signature(step.author, step.at)}\n${message}`;
  }
}

/** One commit more on top of a commit that is there, on a branch of its own. */
export function toFastImportCommit(
  step: Pick<Extract<HistoryStep, { kind: 'commit' }>, 'author' | 'at' | 'message' | 'files'> & {
    readonly branch: string;
  },
  parent: string,
): string {
  return [
    `commit refs/heads/${step.branch}\n`,
    `author ${signature(step.author, step.at)}\n`,
    `committer ${signature(step.author, step.at)}\n`,
    data(`${step.message}\n`),
    `from ${parent}\n`,
    filesText(step.files),
    '\n',
  ].join('');
}

function filesText(files: Readonly<Record<string, string | null>>): string {
  return Object.entries(files)
    .map(([path, content]) =>
      content === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(content)}`,
    )
    .join('');
}

function signature({ name, email }: Person, at: string): string {
  return `${name} <${email}> ${Math.floor(Date.parse(at) / 1_000)} +0000`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
