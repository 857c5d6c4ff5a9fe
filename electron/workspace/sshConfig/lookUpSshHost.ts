import type { Problem } from '../../../shared/model/problem.ts';
import type { Location } from '../problems.ts';
import { matchesAny, matchesPattern } from './sshPattern.ts';
import type { MatchCriterion, SshConfigFile, SshConfigLine } from './sshConfigFile.ts';

/** What is known of the host before its configuration is asked: as if given on ssh's command line. */
export interface SshQuestion {
  readonly name: string;
  readonly address?: string | undefined;
  readonly user?: string | undefined;
  readonly localUser: string;
  /** Settled elsewhere: nothing here can change it, and nothing here can be wrong about it. */
  readonly settled: ReadonlySet<'hostname' | 'user' | 'port' | 'proxy' | 'identityfile'>;
}

export interface SshAnswerValue {
  readonly value: string;
  readonly at: Location;
}

/** What the configuration says; texts as written, tokens not yet filled in. */
export interface SshAnswer {
  readonly hostname?: SshAnswerValue;
  readonly user?: SshAnswerValue;
  readonly port?: SshAnswerValue;
  readonly proxyJump?: SshAnswerValue;
  readonly identityFiles: readonly SshAnswerValue[];
  readonly problems: readonly Problem[];
}

type Activity = 'active' | 'inactive' | 'undecided';
type Topic = 'hostname' | 'user' | 'port' | 'proxy' | 'identityfile';

const topics: Readonly<Record<string, Topic>> = {
  hostname: 'hostname',
  user: 'user',
  port: 'port',
  proxyjump: 'proxy',
  proxycommand: 'proxy',
  identityfile: 'identityfile',
};

/**
 * As OpenSSH reads its file (`readconf.c`): from top to bottom, the first value of a keyword wins, identity files
 * add up, ProxyJump and ProxyCommand compete. What cannot be decided here (`Match exec`, `canonical`, `final` …)
 * but could send the connection elsewhere is a problem, not a guess.
 */
export function lookUpSshHost(config: SshConfigFile, question: SshQuestion): SshAnswer {
  const found = new Map<string, SshAnswerValue>();
  const identityFiles: SshAnswerValue[] = [];
  const problems: Problem[] = [];
  const settled = new Set<Topic>(question.settled);

  const take = (line: SettingLine, activity: Activity) => {
    const topic = Object.hasOwn(topics, line.keyword) ? topics[line.keyword] : undefined;
    if (topic === undefined || activity === 'inactive' || settled.has(topic)) return;
    if (activity === 'undecided') {
      // A key that is not offered only fails to log in; the other topics choose where to go.
      if (topic === 'identityfile') return;
      settled.add(topic);
      problems.push(undecided(line, question.name, topic));
    } else if (topic === 'identityfile') {
      identityFiles.push({ value: line.value, at: line.at });
    } else {
      settled.add(topic);
      if (line.keyword !== 'proxycommand') found.set(line.keyword, { value: line.value, at: line.at });
      else if (line.value.toLowerCase() !== 'none') problems.push(proxyCommand(line, question.name));
    }
  };

  const walk = (file: SshConfigFile, outer: Activity) => {
    let activity = outer;
    for (const line of file.lines) {
      switch (line.kind) {
        case 'host':
          activity = both(outer, matchesAny(namesOf(question), line.patterns) ? 'active' : 'inactive');
          break;
        case 'match':
          activity = both(outer, decideMatch(line.criteria, question, found));
          break;
        case 'include':
          // Blocks of an included file end with it, and none of them can apply where the Include does not.
          for (const included of line.files) walk(included, activity);
          break;
        case 'setting':
          take(line, activity);
          break;
      }
    }
  };
  walk(config, 'active');

  const [hostname, user, port, proxyJump] = ['hostname', 'user', 'port', 'proxyjump'].map((it) =>
    found.get(it),
  );
  return {
    ...(hostname ? { hostname } : {}),
    ...(user ? { user } : {}),
    ...(port ? { port } : {}),
    ...(proxyJump ? { proxyJump } : {}),
    identityFiles,
    problems,
  };
}

type SettingLine = Extract<SshConfigLine, { kind: 'setting' }>;

function both(outer: Activity, inner: Activity): Activity {
  if (outer === 'inactive' || inner === 'inactive') return 'inactive';
  return outer === 'undecided' || inner === 'undecided' ? 'undecided' : 'active';
}

function namesOf({ name, address }: SshQuestion): readonly string[] {
  return address === undefined ? [name] : [name, address];
}

function decideMatch(
  criteria: readonly MatchCriterion[],
  question: SshQuestion,
  found: ReadonlyMap<string, SshAnswerValue>,
): Activity {
  return criteria.map((it) => decideCriterion(it, question, found)).reduce(both, 'active');
}

function decideCriterion(
  { keyword, isNegated, value }: MatchCriterion,
  question: SshQuestion,
  found: ReadonlyMap<string, SshAnswerValue>,
): Activity {
  const decide = (names: readonly string[]): Activity =>
    matchesList(names, value) === isNegated ? 'inactive' : 'active';
  switch (keyword) {
    case 'all':
      return isNegated ? 'inactive' : 'active';
    case 'host': {
      const hostname = found.get('hostname')?.value.replaceAll('%h', question.name);
      return decide([question.address ?? hostname ?? question.name]);
    }
    case 'originalhost':
      return decide(namesOf(question));
    case 'user':
      return decide([question.user ?? found.get('user')?.value ?? question.localUser]);
    case 'localuser':
      return decide([question.localUser]);
    default:
      return 'undecided';
  }
}

/** Pattern lists of Match are one word with commas, and lower-cased (`match_pattern_list(…, 1)`). */
function matchesList(names: readonly string[], list: string): boolean {
  const patterns = list.toLowerCase().split(',');
  const negated = patterns.filter((it) => it.startsWith('!')).map((it) => it.slice(1));
  const fits = (pattern: string) => names.some((it) => matchesPattern(it.toLowerCase(), pattern));
  return !negated.some(fits) && patterns.some((it) => !it.startsWith('!') && fits(it));
}

function undecided(line: SettingLine, host: string, topic: Topic): Problem {
  return {
    ...line.at,
    path: '',
    message: `"${line.keyword}" for ${host} depends on a Match that is not decided here (exec, canonical, final …)`,
    expected: `${wayOut[topic]} for ${host} in signalbox.yaml, which comes first`,
  };
}

function proxyCommand(line: SettingLine, host: string): Problem {
  return {
    ...line.at,
    path: '',
    message: `ProxyCommand is not followed, and ${host} would be reached another way than ssh goes`,
    expected: `ProxyJump, or "jump" for ${host} in signalbox.yaml ([] for none)`,
  };
}

const wayOut: Readonly<Record<Topic, string>> = {
  hostname: '"address"',
  user: '"user"',
  port: '"port"',
  proxy: '"jump"',
  identityfile: '"identityFile"',
};
