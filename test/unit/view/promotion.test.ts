import { describe, expect, it } from 'vitest';
import type { ChangedCommit, ChangeSet } from '../../../shared/contract/changesArea.ts';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import { reduce } from '../../../shared/journal/reduce.ts';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import type { HostSighting } from '../../../shared/model/sighting.ts';
import { baseCommitsOf, baseGroupsOf, hostBasesOf } from '../../../shared/view/promotionBases.ts';
import { changeStoryOf, changeWarningsOf, namesOf } from '../../../shared/view/promotionChanges.ts';
import { openRolloutIn, releaseChoicesOf } from '../../../shared/view/promotionReleases.ts';
import * as scene from './scene.ts';

const target = scene.workspace.targets[0]!;
const byName = (...sightings: readonly HostSighting[]): Readonly<Record<string, HostSighting>> =>
  Object.fromEntries(sightings.map((sighting) => [sighting.host, sighting]));

const ada = { name: 'Ada', email: 'ada@shop.example' };
const bruno = { name: 'Bruno', email: 'bruno@shop.example' };

function commit(of: Partial<ChangedCommit>): ChangedCommit {
  return {
    commit: 'd'.repeat(40),
    subject: 'Sell more',
    author: ada,
    committer: of.author ?? ada,
    coAuthors: [],
    authoredAt: scene.t0.toISOString(),
    isMerge: false,
    tickets: [],
    ...of,
  };
}

function changeSet(of: Partial<ChangeSet>): ChangeSet {
  const commits = of.commits ?? [];
  return { commits, isCut: false, totalCommits: commits.length, notAncestors: [], ...of };
}

const head = { version: '1.1.0', artifactSha256: scene.release('1.1.0').artifactSha256 };

describe('what a promotion starts from', () => {
  it('is what was seen on each host, and says of which hosts nothing is known', () => {
    const bases = hostBasesOf(
      target,
      byName(scene.seen('web-1'), scene.notSeen('web-2', 'no route to host')),
    );
    expect(bases.map((base) => [base.host, base.kind])).toEqual([
      ['web-1', 'runs'],
      ['web-2', 'notSeen'],
      ['web-3', 'notLooked'],
    ]);
    expect(baseCommitsOf(bases)).toEqual(['c'.repeat(40)]);
  });

  it('groups hosts with the same bytes, as old as the oldest of their sightings', () => {
    const later = { ...scene.seen('web-2'), at: scene.now.toISOString() };
    const groups = baseGroupsOf(
      hostBasesOf(target, byName(scene.seen('web-1'), later, scene.seen('web-3', { version: '0.9.0' }))),
    );
    expect(groups.map(({ version, hosts, oldestAt }) => ({ version, hosts, oldestAt }))).toEqual([
      { version: '1.0.0', hosts: ['web-1', 'web-2'], oldestAt: scene.t0.toISOString() },
      { version: '0.9.0', hosts: ['web-3'], oldestAt: scene.t0.toISOString() },
    ]);
  });
});

describe('the releases to choose from', () => {
  const available = ['1.0.0', '1.1.0'].map((version) => ({
    ...scene.release(version),
    source: { kind: 'file' as const, path: '/artifact' },
  }));

  it('are the newest first, with the environments that run the very bytes', () => {
    const choices = releaseChoicesOf({
      releases: available,
      workspace: scene.workspace,
      state: emptyJournalState,
      sightings: byName(scene.seen('web-1'), scene.seen('web-2', { version: '1.1.0' })),
      environment: 'production',
    });
    expect(choices.map((choice) => [choice.release.version, choice.runsIn])).toEqual([
      ['1.1.0', [{ environment: 'production', hosts: 1, of: 3 }]],
      ['1.0.0', [{ environment: 'production', hosts: 1, of: 3 }]],
    ]);
  });

  it('says when one was in the environment before, and not when none of its hosts was finished', () => {
    const wasThere = (...events: readonly JournalEvent[]) =>
      releaseChoicesOf({
        releases: available,
        workspace: scene.workspace,
        state: scene.stateAfter(scene.requested, scene.started, ...events),
        sightings: {},
        environment: 'production',
      })[0]?.wasThere;
    expect(wasThere(scene.hostDone('web-1'))).toMatchObject({ rolloutId: 'rollout-1' });
    expect(wasThere(scene.hostFailed('web-1', 'answered 503'))).toBeUndefined();
  });

  it('finds the rollout that stands in the way, until it has ended', () => {
    const state = scene.stateAfter(scene.requested, scene.started);
    const place = { service: 'shop', environment: 'production' };
    expect(openRolloutIn(state, place)?.id).toBe('rollout-1');
    expect(openRolloutIn(state, { ...place, environment: 'staging' })).toBeUndefined();
    expect(openRolloutIn(reduce(state, scene.record(scene.interrupted)), place)).toBeUndefined();
  });
});

describe('what changes', () => {
  it('is told by person, with those who helped, and nobody is merged by a guess', () => {
    const story = changeStoryOf(
      changeSet({
        commits: [
          commit({ author: bruno, committer: ada, tickets: ['SHOP-2'] }),
          commit({ author: bruno, coAuthors: [{ ...ada, email: 'ada@home.example' }], tickets: ['SHOP-1'] }),
          commit({ tickets: ['SHOP-2'] }),
        ],
      }),
    );
    expect(story.people.map((it) => [it.name, it.email, it.commits.length, it.helpedWith])).toEqual([
      ['Bruno', 'bruno@shop.example', 2, 0],
      ['Ada', 'ada@shop.example', 1, 1],
      ['Ada', 'ada@home.example', 0, 1],
    ]);
    expect(story.tickets).toEqual([
      { ticket: 'SHOP-2', commits: 2 },
      { ticket: 'SHOP-1', commits: 1 },
    ]);
  });

  const warningsOf = (sightings: readonly HostSighting[], changes: ChangeSet | undefined) => {
    const bases = hostBasesOf(target, byName(...sightings));
    return changeWarningsOf({ changes, bases, groups: baseGroupsOf(bases), head }).map((it) => it.kind);
  };
  const allSeen = scene.hosts.map((host) => scene.seen(host));

  it('warns of a step back, and then not of an empty change as well', () => {
    expect(warningsOf(allSeen, changeSet({ notAncestors: ['c'.repeat(40)] }))).toEqual(['stepBack']);
  });

  it('warns where other bytes come from no commit in between', () => {
    expect(warningsOf(allSeen, changeSet({}))).toEqual(['empty']);
  });

  it('says that the very same bytes are there already', () => {
    const same = scene.hosts.map((host) => scene.seen(host, { version: '1.1.0' }));
    expect(warningsOf(same, changeSet({}))).toEqual(['sameBuild']);
  });

  it('says of which hosts nothing is known, and where the list is cut', () => {
    const sightings = [scene.seen('web-1'), scene.notSeen('web-2', 'gone'), scene.seen('web-3')];
    const cut = changeSet({ commits: [commit({})], isCut: true, totalCommits: 700 });
    expect(warningsOf(sightings, cut)).toEqual(['cut', 'unknownHosts']);
  });

  it('is not called empty where nothing was observed', () => {
    expect(warningsOf([], changeSet({}))).toEqual(['unknownHosts']);
  });

  it('has no warning for a plain step forward', () => {
    expect(warningsOf(allSeen, changeSet({ commits: [commit({})] }))).toEqual([]);
  });
});

it('names a few hosts and counts the others', () => {
  expect(namesOf(['a', 'b', 'c', 'd'])).toBe('a, b, c, d');
  expect(namesOf(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
});
