import { hash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStoryKey, type StoryKey } from '../../../fixtures/auditKeys.ts';
import { changeFolder, edit, reseal, signaturesOf } from './touchBundle.ts';

/** What is done to a copy of the bundle, and by which words both verifiers must refuse it. */
export type Mutation = readonly [
  name: string,
  mutate: (folder: string, desktop: StoryKey) => void,
  sh: RegExp,
  app?: RegExp,
];

/** By somebody who has no key. */
export const touched: readonly Mutation[] = [
  [
    'a changed CSV',
    (it) => edit(it, 'population.csv', (text) => text.replace('rob', 'eve')),
    /population\.csv was changed/,
  ],
  [
    'a changed PDF',
    (it) => writeFileSync(join(it, 'report.pdf'), 'nothing'),
    /report\.pdf was (changed|added)/,
  ],
  [
    'a removed file',
    (it) => rmSync(join(it, changeFolder(it, '0002'), 'plan.json')),
    /plan\.json is missing/,
  ],
  ['an extra file', (it) => writeFileSync(join(it, 'changes', 'note.txt'), 'x'), /note\.txt was added/],
  [
    'hashes made anew, not the seal',
    (it, desktop) => {
      const seal = readFileSync(join(it, 'SHA256SUMS.sig'));
      edit(it, 'access.csv', (text) => text.replace('releasers', 'everybody'));
      reseal(it, desktop);
      writeFileSync(join(it, 'SHA256SUMS.sig'), seal);
    },
    /SHA256SUMS was changed, or signed by another key/,
  ],
  [
    'another key, its public half exchanged too',
    (it) => {
      const other = createStoryKey();
      writeFileSync(join(it, 'desktop_key.pub'), `${other.publicKeyLine} x\n`);
      reseal(it, other);
    },
    /the key that signed the export is in no record/,
  ],
];

/** By somebody who holds the desktop's key and makes hashes and seal anew. */
export const resealed: readonly Mutation[] = [
  [
    'a changed CSV',
    (it) => edit(it, 'population.csv', (text) => text.replace('rob', 'eve')),
    /population\.csv (does not say|is not)/,
  ],
  [
    'a changed hosts.csv',
    (it) => edit(it, join(changeFolder(it, '0001'), 'hosts.csv'), (text) => text.replace('done', 'failed')),
    /hosts\.csv (does not say|is not)/,
  ],
  [
    'a change taken out of the population',
    (it) => {
      rmSync(join(it, changeFolder(it, '0003')), { recursive: true });
      edit(it, 'population.jsonl', (text) => text.split('\n').toSpliced(2, 1).join('\n'));
      edit(it, 'population.csv', (text) => text.split('\n').toSpliced(3, 1).join('\n'));
    },
    /rollout of record \d+ \(shop 1\.1\.0 to production\) is missing/,
    /population\.jsonl is not what/,
  ],
  [
    'an edited record',
    (it) =>
      edit(it, 'journal/records.jsonl', (text) => text.replace('"result":"succeeded"', '"result":"failed"')),
    /record \d+ was changed/,
  ],
  [
    'a deleted record',
    (it) => edit(it, 'journal/records.jsonl', (text) => text.split('\n').toSpliced(6, 1).join('\n')),
    /do not belong together/,
  ],
  [
    'two records in another order',
    (it) =>
      edit(it, 'journal/records.jsonl', (text) => {
        const lines = text.split('\n');
        return lines.toSpliced(5, 2, lines[6] ?? '', lines[5] ?? '').join('\n');
      }),
    /record \d+ was changed/,
  ],
  [
    'an exchanged hash in the chain',
    (it) => edit(it, 'journal/hashes.txt', (text) => `${'a'.repeat(64)}${text.slice(64)}`),
    /record 1 does not follow/,
  ],
  [
    'an inserted link of the chain',
    (it) => {
      edit(it, 'journal/hashes.txt', (text) => `${'a'.repeat(64)}\n${text}`);
      edit(
        it,
        'journal/chain.txt',
        (text) => `${hash('sha256', `${'0'.repeat(64)}\n${'a'.repeat(64)}\n`)}\n${text}`,
      );
    },
    /does not follow|records here/,
  ],
  [
    'a cut end, the head left as it was',
    (it) => {
      edit(it, 'journal/hashes.txt', (text) => text.split('\n').slice(0, -2).join('\n').concat('\n'));
      edit(it, 'journal/chain.txt', (text) => text.split('\n').slice(0, -2).join('\n').concat('\n'));
    },
    /last value of the chain is not the recorded head/,
    /does not end at the recorded head/,
  ],
  [
    'swapped signatures',
    (it) => {
      const [first, second] = signaturesOf(it);
      const bytes = readFileSync(first);
      writeFileSync(first, readFileSync(second));
      writeFileSync(second, bytes);
    },
    /the signature of li in record \d+ does not hold/,
    /\.sig is not what the journal/,
  ],
  [
    'a statement of another promotion',
    (it) => {
      const [from] = signaturesOf(it, '0002');
      const [to] = signaturesOf(it, '0001');
      for (const end of [/$/, /\.sig$/]) {
        writeFileSync(to.replace(end, ''), readFileSync(from.replace(end, '')));
      }
    },
    /\.statement is not what the journal recorded/,
    /\.statement is not what the journal/,
  ],
  [
    'one letter of a statement',
    (it) =>
      edit(
        it,
        signaturesOf(it)[0]
          .replace(/\.sig$/, '')
          .slice(it.length + 1),
        (text) => text.replace('"approver":"li"', '"approver":"lo"'),
      ),
    /the signature of li in record \d+ does not hold/,
    /statement is not what/,
  ],
  [
    'another list of allowed signers',
    (it) =>
      edit(it, 'allowed_signers/000003', (text) =>
        text.replace(/^li .*$/m, `li namespaces="signoff@signalbox" ${createStoryKey().publicKeyLine}`),
      ),
    /allowed_signers\/000003 is not what/,
  ],
  [
    'another policy',
    (it) =>
      edit(it, 'policies/production-000004.json', (text) => text.replace('"required": 2', '"required": 1')),
    /policies\/production-000004\.json (is not what|does not say)/,
  ],
  [
    'other implementers',
    (it) =>
      edit(it, join(changeFolder(it, '0001'), 'implementers.json'), (text) => text.replace('"ana"', '"eve"')),
    /implementers\.json is not what/,
  ],
  [
    'another plan',
    (it) => edit(it, join(changeFolder(it, '0001'), 'plan.json'), (text) => text.replace('1.1.0', '6.6.6')),
    /plan\.json is not what/,
  ],
  [
    'what a host printed',
    (it) => {
      const [output = ''] = readdirSync(join(it, 'outputs'));
      edit(it, join('outputs', output), (text) => `${text} `);
    },
    /outputs\/[0-9a-f]{64}\.txt is not what/,
  ],
  [
    'a moved first host',
    (it) =>
      edit(it, join(changeFolder(it, '0001'), 'change.json'), (text) =>
        text.replace(/"at": "2026-01-10T08:00:1/, '"at": "2026-01-10T07:00:1'),
      ),
    /names another first host|sign-offs of change|change\.json is not what/,
  ],
  [
    'another sample',
    (it) => edit(it, 'sample.json', (text) => text.replace('"seed": "q1"', '"seed": "q2"')),
    /sample is not the one that its seed gives/,
    /sample\.json is not what/,
  ],
  [
    'an exception taken out of both tables',
    (it) => {
      edit(it, 'exceptions.jsonl', (text) => text.split('\n').toSpliced(0, 1).join('\n'));
      edit(it, 'exceptions.csv', (text) => text.split('\n').toSpliced(1, 1).join('\n'));
    },
    /the exception refusedIdentity of record 30 is missing/,
    /exceptions\.jsonl is not what/,
  ],
  [
    'a group that somebody held, taken out of both tables',
    (it) => {
      edit(it, 'access.jsonl', (text) => text.split('\n').toSpliced(0, 1).join('\n'));
      edit(it, 'access.csv', (text) => text.split('\n').toSpliced(1, 1).join('\n'));
    },
    /does not say that ana held the group releasers at record 3/,
    /access\.jsonl is not what/,
  ],
  [
    'another digest than the host computed, in change and table',
    (it) => {
      const other = 'b'.repeat(64);
      const own = hash('sha256', 'artifact 1.2.0');
      const change = changeFolder(it, '0002');
      edit(it, join(change, 'change.json'), (text) =>
        text.replace(
          `"artifactSha256": "${own}",\n   "artifactAsApproved": "yes"`,
          `"artifactSha256": "${other}",\n   "artifactAsApproved": "no"`,
        ),
      );
      edit(it, join(change, 'hosts.csv'), (text) => text.replace(`"${own}","yes"`, `"${other}","no"`));
    },
    /web-1 of change 2 computed [0-9a-f]{64}, and is said to have b{64}/,
    /change\.json is not what/,
  ],
  [
    'who wrote it, in change.json alone',
    (it) =>
      edit(it, join(changeFolder(it, '0001'), 'change.json'), (text) =>
        text.replace('"person": "ana"', '"person": "eve"'),
      ),
    /implementers\.json names other people than change\.json/,
    /change\.json is not what/,
  ],
];
