import { demoPeople, type DemoPersonName } from '../people/demoPeople.ts';
import { greatSale, shopFiles, shopVersions, type ShopVersion } from '../shop/shopSource.ts';

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** A step of the shop's history, told as its people did it. Files are set whole; `null` removes one. */
export type HistoryStep =
  | {
      readonly kind: 'commit';
      /** Absent for main. */
      readonly branch?: string;
      readonly author: Person;
      readonly committer?: Person;
      readonly at: string;
      readonly message: string;
      readonly files: Readonly<Record<string, string | null>>;
    }
  | {
      readonly kind: 'merge';
      readonly branch: string;
      readonly author: Person;
      readonly at: string;
      readonly message: string;
    }
  | { readonly kind: 'tag'; readonly version: string; readonly author: Person; readonly at: string };

const toAuthor = (name: DemoPersonName): Person => ({
  name: demoPeople[name].displayName,
  email: demoPeople[name].email,
});
export const people = {
  ana: toAuthor('ana'),
  mia: toAuthor('mia'),
  li: toAuthor('li'),
  omar: toAuthor('omar'),
  rob: toAuthor('rob'),
} as const satisfies Record<DemoPersonName, Person>;

// Everybody had a hand in 1.0.0. What came after it is by Ana and Mia alone: Li and Omar may sign it off.
const { ana, mia, li, omar, rob } = people;
const [first, sale, broken] = shopVersions;
const sourceOf = (it: ShopVersion): string => shopFiles(it)['server.mjs'] ?? '';

export const history: readonly HistoryStep[] = [
  {
    kind: 'commit',
    author: li,
    at: '2026-08-03T08:12:00Z',
    message: 'Start the shop: one page and a health check',
    files: {
      ...shopFiles({ ...first, version: '0.9.0' }),
      'README.md': '# Shop\n\nOne page, a health check.\n',
      'smtp-logging.mjs':
        '// Sends each error by mail. Nobody reads them.\nexport const report = () => {};\n',
    },
  },
  {
    kind: 'commit',
    branch: 'BIZPLAT-64871-version-endpoint',
    author: omar,
    at: '2026-08-10T09:40:00Z',
    message: 'BIZPLAT-64871 Say which version answers\n\nProbes need it to tell old hosts from new ones.',
    files: { 'docs/version.md': 'GET /version answers {"service","version","host"}.\n' },
  },
  {
    kind: 'merge',
    branch: 'BIZPLAT-64871-version-endpoint',
    author: li,
    at: '2026-08-11T07:55:00Z',
    message: "Merge branch 'BIZPLAT-64871-version-endpoint'",
  },
  {
    kind: 'commit',
    branch: 'BIZPLAT-64902-graceful-stop',
    author: ana,
    at: '2026-08-18T13:21:00Z',
    message: `BIZPLAT-64902 Answer what is in flight before the end\n\nCo-authored-by: ${mia.name} <${mia.email}>`,
    files: {
      'docs/operations.md': 'TERM: no new connections, running requests are answered, then the end.\n',
    },
  },
  {
    kind: 'merge',
    branch: 'BIZPLAT-64902-graceful-stop',
    author: omar,
    at: '2026-08-19T08:02:00Z',
    message: "Merge branch 'BIZPLAT-64902-graceful-stop'",
  },
  {
    kind: 'commit',
    author: rob,
    at: '2026-08-31T15:30:00Z',
    message: 'Release 1.0.0',
    files: { VERSION: '1.0.0\n' },
  },
  { kind: 'tag', version: '1.0.0', author: rob, at: '2026-08-31T15:31:00Z' },
  {
    kind: 'commit',
    branch: 'BIZPLAT-64951-remove-smtp-logging',
    author: mia,
    at: '2026-09-07T10:05:00Z',
    message: 'BIZPLAT-64951 Stop sending errors by mail',
    files: { 'smtp-logging.mjs': null },
  },
  {
    kind: 'commit',
    branch: 'BIZPLAT-64951-remove-smtp-logging',
    author: mia,
    committer: ana,
    at: '2026-09-07T14:47:00Z',
    message: 'BIZPLAT-64951 Say where errors go instead',
    files: {
      'docs/operations.md':
        'TERM: no new connections, running requests are answered, then the end.\nErrors: shop.log on the host.\n',
    },
  },
  {
    kind: 'merge',
    branch: 'BIZPLAT-64951-remove-smtp-logging',
    author: ana,
    at: '2026-09-08T08:30:00Z',
    message: 'Merge pull request #41 from shop/BIZPLAT-64951-remove-smtp-logging\n\nReviewed by Li Wei.',
  },
  {
    kind: 'commit',
    branch: 'BIZPLAT-65010-autumn-sale',
    author: ana,
    at: '2026-09-14T11:18:00Z',
    message: 'BIZPLAT-65010 Greet with the autumn sale',
    files: { 'server.mjs': sourceOf(sale) },
  },
  {
    kind: 'merge',
    branch: 'BIZPLAT-65010-autumn-sale',
    author: mia,
    at: '2026-09-15T09:00:00Z',
    message: "Merge branch 'BIZPLAT-65010-autumn-sale'",
  },
  {
    kind: 'commit',
    author: ana,
    at: '2026-09-21T15:30:00Z',
    message: 'Release 1.1.0',
    files: { VERSION: '1.1.0\n' },
  },
  { kind: 'tag', version: '1.1.0', author: ana, at: '2026-09-21T15:31:00Z' },
  {
    kind: 'commit',
    branch: 'BIZPLAT-65044-show-stock',
    author: mia,
    at: '2026-09-28T16:58:00Z',
    message: 'BIZPLAT-65044 Show what is in stock\n\nReady as soon as the inventory answers.',
    files: { 'server.mjs': sourceOf(broken) },
  },
  {
    kind: 'merge',
    branch: 'BIZPLAT-65044-show-stock',
    author: ana,
    at: '2026-09-29T08:15:00Z',
    message: "Merge branch 'BIZPLAT-65044-show-stock'",
  },
  {
    kind: 'commit',
    author: ana,
    at: '2026-10-05T15:30:00Z',
    message: 'Release 1.2.0',
    files: { VERSION: '1.2.0\n' },
  },
  { kind: 'tag', version: '1.2.0', author: ana, at: '2026-10-05T15:31:00Z' },
];

/** What Ana adds to 1.1.0 when others have signed it already. */
export const lateChange = {
  branch: 'release-1.1',
  author: ana,
  at: '2026-09-22T16:40:00Z',
  message: 'BIZPLAT-65021 Call the sale a great one\n\nAsked for at the last minute.',
  files: { 'server.mjs': sourceOf(greatSale) },
} as const;
