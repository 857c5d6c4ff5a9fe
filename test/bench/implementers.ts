import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImplementers } from '../../electron/repository/implementers/readImplementers.ts';
import type { Roster } from '../../shared/model/person.ts';
import { watchBusyTime } from '../fixtures/busyTime.ts';

/**
 * node test/bench/implementers.ts [commits]: who wrote 20,000 commits between two tags, beside what Git alone needs to print
 * them, and the longest time that this thread gave nobody else a turn.
 */
const commits = Number(process.argv[2] ?? 20_000);
const authors = 40;
const rounds = 5;

const emailOf = (index: number): string => `person${index % authors}@shop.example`;
const roster: Roster = {
  people: Array.from({ length: authors }, (_, index) => ({
    name: `person${index}`,
    displayName: `Person ${index}`,
    emails: [emailOf(index)],
    groups: [],
    keys: [],
  })),
  bots: [],
};

/** A history of `commits` with bodies, co-authors and a merge in every ten, by git fast-import. */
function createHistory(folder: string): { readonly base: string; readonly head: string } {
  const git = (args: string[], input = ''): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', input, maxBuffer: 2 ** 28 }).trim();
  git(['init', '-q', '-b', 'main']);
  const text = Array.from({ length: commits + 1 }, (_, index) => toImport(index)).join('');
  git(['fast-import', '--quiet'], text);
  git(['tag', 'candidate', 'main']);
  git(['tag', 'deployed', git(['rev-list', '--max-parents=0', 'main'])]);
  return { base: git(['rev-parse', 'deployed']), head: git(['rev-parse', 'candidate']) };
}

function toImport(index: number): string {
  const who = `Person ${index} <${emailOf(index)}> ${1_700_000_000 + index} +0000`;
  const coAuthor = index % 3 === 0 ? `\nCo-authored-by: Somebody <${emailOf(index + 1)}>\n` : '';
  const message = `SHOP-${index} Change number ${index}\n\nWhy it was needed, in a line or two of words.\n${coAuthor}`;
  const merge = index > 20 && index % 10 === 0 ? `merge :${index - 9}\n` : '';
  const from = index === 0 ? '' : `from :${index}\n`;
  return `commit refs/heads/main\nmark :${index + 1}\nauthor ${who}\ncommitter ${who}\ndata ${Buffer.byteLength(message)}\n${message}\n${from}${merge}\n`;
}

/** What no answer can be quicker than: Git printing the same commits, discarded. */
function measureGit(folder: string, base: string, head: string): number {
  const startedAt = performance.now();
  execFileSync(
    'git',
    ['-c', 'core.commitGraph=false', 'log', '-z', '--format=%H %ae %ce %B', `${base}..${head}`],
    {
      cwd: folder,
      maxBuffer: 2 ** 28,
    },
  );
  return performance.now() - startedAt;
}

async function measureOurs(folder: string, base: string, head: string): Promise<Record<string, number>> {
  const repositories = [{ name: 'shop', directory: folder, deployed: [base], head }];
  const busy = watchBusyTime();
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const answer = await readImplementers({ repositories, roster });
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const longestBusyMs = busy.stop();
  if (answer.kind === 'blocked') throw new Error(JSON.stringify(answer.findings[0]));
  if (answer.implementers.totalCommits !== commits)
    throw new Error(`only ${answer.implementers.totalCommits}`);
  return { wallMs, cpuMs: (user + system) / 1_000, longestBusyMs };
}

const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
try {
  const { base, head } = createHistory(folder);
  const rows = [];
  for (let round = 0; round < rounds; round += 1) {
    const gitMs = measureGit(folder, base, head);
    const ours = await measureOurs(folder, base, head);
    const all = { gitAloneMs: gitMs, ...ours, ratioToGit: (ours['wallMs'] ?? 0) / gitMs };
    rows.push(
      Object.fromEntries(Object.entries(all).map(([name, value]) => [name, Number(value.toFixed(1))])),
    );
  }
  console.log(`${commits} commits, ${authors} people`);
  console.table(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
