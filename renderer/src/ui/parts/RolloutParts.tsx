import { useMemo, useState } from 'react';
import { Button } from '../controls/Button.tsx';
import { Countdown } from '../rollout/Countdown.tsx';
import { FailureBudget } from '../rollout/FailureBudget.tsx';
import { LogView } from '../rollout/LogView.tsx';
import { ProgressLane } from '../rollout/ProgressLane.tsx';
import { sampleLane, sampleLines, sampleLog, sampleSteps } from './laneSamples.ts';
import { agoOf } from './samples.ts';
import { Section, Specimen } from './Specimen.tsx';

export function RolloutParts({ nowMs }: { readonly nowMs: number }) {
  const [count, setCount] = useState(400);
  const lines = useMemo(() => sampleLog(nowMs, count), [nowMs, count]);
  return (
    <Section id="rollout" title="Rollout">
      <Specimen name="ProgressLane" note="The step in focus shows its literal command" height="tall">
        <ProgressLane
          label="Rollout of shop 2.14.0"
          steps={sampleSteps}
          hosts={sampleLane}
          linesOf={sampleLines}
        />
      </Specimen>
      <Specimen name="FailureBudget">
        <FailureBudget allowed={2} failed={0} />
        <FailureBudget allowed={2} failed={1} />
        <FailureBudget allowed={2} failed={3} />
        <FailureBudget allowed={0} failed={0} />
        <FailureBudget allowed={40} failed={6} />
      </Specimen>
      <Specimen name="Countdown">
        <Countdown label="drain limit" endsAt={agoOf(nowMs, -270_000)} totalMs={300_000} />
        <Countdown label="soak" endsAt={agoOf(nowMs, -50_000)} totalMs={300_000} />
        <Countdown label="health" endsAt={agoOf(nowMs, 1_000)} totalMs={60_000} />
      </Specimen>
      <Specimen name="LogView" note="Follows the end until somebody scrolls up" height="short">
        <LogView label="Output of web-4" lines={lines} />
      </Specimen>
      <Specimen name="LogView, empty" height="short">
        <LogView label="Output of web-5" lines={[]} />
      </Specimen>
      <Specimen name="LogView, growing">
        <Button onClick={() => setCount((before) => before + 50)}>50 more lines</Button>
      </Specimen>
    </Section>
  );
}
