import { describe, expect, it } from 'vitest';
import { gitCommit } from '../../../shared/model/names.ts';
import { balancerName } from '../../../shared/model/names.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import { failuresAllowed } from '../../../shared/model/rolloutSettings.ts';
import {
  closableRowsOf,
  planDifferencesOf,
  planRowsOf,
  planStoryOf,
  planTextOf,
} from '../../../shared/view/promotionPlan.ts';
import { budgetWords, canaryWords } from '../../../shared/view/settingsWords.ts';
import { plan } from './scene.ts';

describe('the literal plan as rows', () => {
  it('lists staging first, then batch by batch, each line of a script by itself', () => {
    const rows = planRowsOf(plan, new Set());
    expect(rows.flatMap((row) => (row.kind === 'section' ? [`${row.title}: ${row.note}`] : []))).toEqual([
      'Staging: on every host, before any host leaves its pool',
      'Batch 1 of 2: web-1',
      'Batch 2 of 2: web-2, web-3',
    ]);
    const drain = rows.findIndex((row) => row.id === 'batch/0/web-1/drain');
    expect(rows.slice(drain, drain + 3)).toMatchObject([
      { kind: 'step', title: 'drain', timeoutMs: 1_000 },
      { kind: 'line', prefix: 'web-1 $', text: 'echo drain' },
      { kind: 'line', prefix: 'web-1 $', text: 'echo two' },
    ]);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  });

  it('leaves out the steps of closed hosts, and of them only', () => {
    const all = planRowsOf(plan, new Set(closableRowsOf(plan)));
    expect(all.filter((row) => row.kind === 'step' || row.kind === 'line')).toEqual([]);
    expect(all.filter((row) => row.kind === 'host')).toHaveLength(6);
    const one = planRowsOf(plan, new Set(['batch/0/web-1']));
    expect(one.some((row) => row.id === 'batch/0/web-1/drain')).toBe(false);
    expect(one.some((row) => row.id === 'batch/1/web-2/drain')).toBe(true);
  });

  it('is copied whole, with the digest that names it', () => {
    const text = planTextOf(plan, 'e'.repeat(64));
    expect(text).toContain('      web-3 $ echo ready');
    expect(text).toContain(`plan SHA-256 ${'e'.repeat(64)}`);
  });
});

describe('the plan in words', () => {
  it('says batches, pool, floor and what a failure does', () => {
    const story = planStoryOf(plan).join('\n');
    expect(story).toContain('in 2 batches of 1, 2 hosts, host by host');
    expect(story).toContain('drained on lb-1, lb-2 for at most 1 min 00 s, then its traffic is stopped');
    expect(story).toContain('At least 2 of 3 hosts stay in service');
    expect(story).toContain('Up to 1 host may fail');
  });

  it('does not speak of a pool where there is none', () => {
    const { pool: _, ...without } = plan;
    expect(planStoryOf(without).join('\n')).toContain('There is no pool');
    expect(planStoryOf(without).join('\n')).not.toContain('lb-1');
  });

  it('names the playbook and its commit where an engine does the work', () => {
    const engine = {
      kind: 'ansible',
      playbook: 'deploy.yml',
      commit: gitCommit.parse('a'.repeat(40)),
    } as const;
    expect(planStoryOf({ ...plan, engine }).join('\n')).toContain(
      'upgraded by ansible-playbook deploy.yml at commit aaaaaaaaaaaa, checked',
    );
  });
});

describe('a failure budget in percent', () => {
  it('says what it is a percentage of, what that comes to, and what counts', () => {
    const hosts = Array.from({ length: 40 }, () => plan.hosts[0]).filter((host) => host !== undefined);
    const inPercent: Plan = { ...plan, hosts, settings: { ...plan.settings, maxFailures: { percent: 5 } } };
    const words = '5 % of 40 = 2; failed and unreachable hosts count, skipped ones do not';

    expect(budgetWords(inPercent)).toBe(words);
    expect(planStoryOf(inPercent).join('\n')).toContain(`Up to 2 hosts may fail (${words}); one more`);
    expect(budgetWords(plan)).toBeUndefined();
    expect([0, 19, 20, 39, 40].map((count) => failuresAllowed({ percent: 5 }, count))).toEqual([
      0, 0, 1, 1, 2,
    ]);
  });
});

describe('a canary at part of its weight', () => {
  const canary = { hosts: 1, hold: { kind: 'time' as const, ms: 600_000 }, weight: { percent: 10 } };
  const light: Plan = { ...plan, settings: { ...plan.settings, canary } };
  const share = (balancer: string, weight: number, ofWeight: number) => ({
    balancer: balancerName.parse(balancer),
    weight,
    ofWeight,
  });

  it('is told with the share of requests that it comes to', () => {
    const names = light.batches[0]?.join(', ');
    expect(canaryWords({ ...light, canaryShares: [share('lb-1', 10, 310), share('lb-2', 10, 310)] })).toBe(
      `${names} first at 10 % of its weight (about 1 of 31 requests), watched in service for 10 min 00 s, then at full weight before any other`,
    );
    expect(canaryWords({ ...light, canaryShares: [share('lb-1', 10, 310), share('lb-2', 1, 4)] })).toContain(
      '(about 1 of 31 requests on lb-1, about 1 of 4 requests on lb-2)',
    );
  });
});

describe('hosts that get their whole weight when their batch has been judged', () => {
  it('have these lines after those of their batch, and what comes next is said', () => {
    const raised: Plan = {
      ...plan,
      hosts: plan.hosts.map((host) => ({
        ...host,
        ...(host.batch === 0
          ? { raising: host.steps.slice(0, 1).map((step) => ({ ...step, kind: 'raise' as const })) }
          : {}),
      })),
    };
    const rows = planRowsOf(raised, new Set());
    const sections = rows.flatMap((row) => (row.kind === 'section' ? [`${row.title}: ${row.note}`] : []));
    expect(sections.slice(1, 3)).toEqual(['Batch 1 of 2: web-1', 'Whole weight: before batch 2']);
    expect(rows).toContainEqual(
      expect.objectContaining({ id: 'raising/web-1/raise', title: 'give it its whole weight' }),
    );
    expect(closableRowsOf(raised)).toContain('raising/web-1');
  });
});

describe('a plan that changed', () => {
  it('says in what', () => {
    const [first, ...others] = plan.hosts;
    if (!first) throw new Error('the scene has hosts');
    const after: Plan = {
      ...plan,
      release: { ...plan.release, artifactSha256: 'f'.repeat(64) },
      settings: { ...plan.settings, maxFailures: 3 },
      hosts: [{ ...first, steps: first.steps.map((step) => ({ ...step, lines: [] })) }, ...others.slice(1)],
    };
    expect(planDifferencesOf(plan, after)).toEqual([
      "The artifact's bytes: 110000000000 became ffffffffffff.",
      'Hosts that are gone: web-2.',
      'The limits.',
      'The lines of 7 steps.',
    ]);
    expect(planDifferencesOf(plan, plan)).toEqual([]);
  });
});
