import { Age } from '../marks/Age.tsx';
import { Badge } from '../marks/Badge.tsx';
import { Chip } from '../marks/Chip.tsx';
import { Digest } from '../marks/Digest.tsx';
import { Fact, Facts } from '../marks/Facts.tsx';
import { HostSquares } from '../marks/HostSquares.tsx';
import { PoolStateMark } from '../marks/PoolStateMark.tsx';
import { buildFillWords, shownPoolStates } from '../marks/poolStates.ts';
import { ShareBar } from '../marks/ShareBar.tsx';
import { VisibleText } from '../marks/VisibleText.tsx';
import css from './Parts.module.css';
import { agoOf, hostileText, sampleHosts } from './samples.ts';
import { Section, Specimen } from './Specimen.tsx';

const fills = ['new', 'old', 'unknown'] as const;
const everyState = fills.map((build) =>
  shownPoolStates.map((pool) => ({ host: `${build}-${pool}`, build, pool })),
);
const twoHosts = sampleHosts(2, 'new', 'up');
const twelveHosts = [
  ...sampleHosts(8, 'new', 'up'),
  ...sampleHosts(1, 'new', 'drain', 9),
  ...sampleHosts(3, 'old', 'up', 10),
];
const twentyFourHosts = [...sampleHosts(20, 'new', 'up'), ...sampleHosts(4, 'old', 'maintenance', 21)];
const fortyHosts = [
  ...sampleHosts(31, 'new', 'up'),
  ...sampleHosts(1, 'new', 'comingUp', 32),
  ...sampleHosts(1, 'unknown', 'down', 33),
  ...sampleHosts(7, 'old', 'up', 34),
];

export function MarkParts({ nowMs }: { readonly nowMs: number }) {
  return (
    <Section id="marks" title="Marks">
      <Specimen
        name="Pool states"
        note="Colour as on HAProxy’s statistics page, and a silhouette that says the same"
      >
        <div className={css.key}>
          {shownPoolStates.map((pool) => (
            <PoolStateMark key={pool} pool={pool} />
          ))}
        </div>
      </Specimen>
      <Specimen name="HostSquares" note="Filled new, outlined old, dotted unknown; 2 to 40 hosts">
        {everyState.map((hosts, index) => (
          <span key={fills[index]} className={css.labelled}>
            <HostSquares hosts={hosts} />
            {buildFillWords[fills[index] ?? 'unknown']}
          </span>
        ))}
        {[twoHosts, twelveHosts, twentyFourHosts, fortyHosts].map((hosts) => (
          <span key={hosts.length} className={css.labelled}>
            <HostSquares hosts={hosts} />
            {hosts.length} hosts
          </span>
        ))}
      </Specimen>
      <Specimen name="ShareBar" note="Traffic on the newest version">
        {[0, 0.004, 0.35, 1, undefined].map((share) => (
          <span key={String(share)} className={css.bar}>
            <ShareBar share={share} label="Traffic on 2.14.0" withNumber />
          </span>
        ))}
      </Specimen>
      <Specimen name="Age" note="Live, from one clock; fades">
        {[0, 12_000, 45_000, 200_000, 7_200_000, 400_000_000].map((ageMs) => (
          <Age key={ageMs} at={agoOf(nowMs, ageMs)} prefix="seen" />
        ))}
      </Specimen>
      <Specimen name="Chip">
        <Chip>planned</Chip>
        <Chip tone="ok" icon="check">
          in service
        </Chip>
        <Chip tone="caution" icon="drift">
          drift
        </Chip>
        <Chip tone="bad" icon="debt">
          held out
        </Chip>
        <Chip tone="info" icon="freeze">
          frozen until Monday
        </Chip>
        <Chip tone="accent" icon="sign">
          1 of 2 signed
        </Chip>
      </Specimen>
      <Specimen name="Badge">
        <Badge count={1} label="1 debt" />
        <Badge count={24} label="24 things need attention" />
        <Badge count={1200} label="1,200 drifts" tone="caution" />
        <Badge count={3} label="3 sign-offs wait" tone="accent" />
      </Specimen>
      <Specimen name="Digest" note="The whole of it is copied">
        <Digest value={'9f2c41d07be3'.repeat(6).slice(0, 64)} label="artifact" />
        <Digest value={'c0ffee1234'.repeat(4)} length={8} label="commit" />
      </Specimen>
      <Specimen name="Facts" note="In a line, and as a list" stacked>
        <Facts layout="line">
          <Fact name="state">running</Fact>
          <Fact name="asked by">chiara</Fact>
        </Facts>
        <Facts layout="list">
          <Fact name="Who">chiara at desk-1</Fact>
          <Fact name="Record">1,204</Fact>
        </Facts>
      </Specimen>
      <Specimen name="VisibleText" note="Nothing hides, nothing reorders, nothing is interpreted" stacked>
        <span>
          <VisibleText text={hostileText} />
        </span>
      </Specimen>
    </Section>
  );
}
