import { Button } from '../controls/Button.tsx';
import { Empty } from '../feedback/Empty.tsx';
import { ErrorNote } from '../feedback/ErrorNote.tsx';
import { Reason } from '../feedback/Reason.tsx';
import { Skeleton } from '../feedback/Skeleton.tsx';
import { useToast } from '../feedback/Toasts.tsx';
import css from './Parts.module.css';
import { Section, Specimen } from './Specimen.tsx';

export function FeedbackParts() {
  const toast = useToast();
  return (
    <Section id="feedback" title="Feedback">
      <Specimen name="Reason" note="One line: what is wrong, and the way out" stacked>
        <Reason text="web-4 answers 503 on /health" wayOut="Read its output, then retry or skip the host." />
        <Reason tone="caution" text="Recorded 2.14.0, observed 2.13.4" wayOut="Find out who changed it." />
        <Reason tone="info" text="Frozen until Monday 08:00" />
        <div className={css.narrow}>
          <Reason text="A reason in a narrow place goes on below" wayOut="and so does the way out" />
        </div>
      </Specimen>
      <Specimen name="ErrorNote" note="What happened, what is still true, what to do" stacked>
        <ErrorNote
          title="The host key of web-4 is not the one that is known."
          stillTrue="Nothing was sent there; the other hosts are untouched."
          wayOut="Compare the key with the host’s administrator, then renew known_hosts."
          code="HOST_KEY_REFUSED"
          acts={<Button icon="retry">Look again</Button>}
        />
        <ErrorNote
          tone="caution"
          title="signalbox.yaml has 2 problems."
          details={[
            'signalbox.yaml:14: services.shop.batch: expected 25% or a number',
            'signalbox.yaml:22: unknown key “hots”',
          ]}
          code="WORKSPACE_INVALID"
        />
      </Specimen>
      <Specimen name="Empty">
        <Empty
          icon="attention"
          title="Nothing needs you"
          act={<Button icon="matrix">Open the matrix</Button>}
        >
          Debts, drifts, failed rollouts and unreachable hosts appear here.
        </Empty>
      </Specimen>
      <Specimen name="Skeleton" stacked>
        <Skeleton label="changes" lines={4} />
      </Specimen>
      <Specimen name="Toast" note="A failure stays until it is closed">
        <Button onClick={() => toast({ tone: 'ok', title: 'shop 2.14.0 is on all 40 hosts' })}>
          Success
        </Button>
        <Button
          onClick={() =>
            toast({
              tone: 'bad',
              title: 'web-4 was held out of the pool',
              text: 'The health check answered 503 after the start.',
              act: { label: 'Open the rollout', onPress: () => undefined },
            })
          }
        >
          Failure
        </Button>
        <Button onClick={() => toast({ tone: 'info', title: 'Looking at 40 hosts' })}>Information</Button>
      </Specimen>
    </Section>
  );
}
