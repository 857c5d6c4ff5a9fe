import { useState } from 'react';
import { ChoiceInput } from '../controls/ChoiceInput.tsx';
import { CopyButton } from '../controls/CopyButton.tsx';
import { DownloadButton } from '../controls/DownloadButton.tsx';
import { FormField } from '../controls/FormField.tsx';
import { ReasonedButton } from '../controls/ReasonedButton.tsx';
import { TextArea } from '../controls/TextArea.tsx';
import { IdentityCard } from '../frame/IdentityCard.tsx';
import { CommandLine } from '../signoff/CommandLine.tsx';
import { ExactBytes } from '../signoff/ExactBytes.tsx';
import { LifeLine, type LifeState, type LifeStation } from '../signoff/LifeLine.tsx';
import { PersonStanding } from '../signoff/PersonStanding.tsx';
import css from './Parts.module.css';
import { agoOf, hostileText } from './samples.ts';
import { Section, Specimen } from './Specimen.tsx';

const nothing = () => undefined;
const names = ['Requested', 'Gates', 'Sign-offs', 'Approved', 'Deploying', 'Done'];

function life(states: readonly LifeState[], notes: readonly (string | undefined)[]): LifeStation[] {
  return states.map((state, index) => ({
    id: names[index] ?? '',
    label: names[index] ?? '',
    state,
    ...(notes[index] === undefined ? {} : { note: notes[index] }),
  }));
}

export function SignoffParts({ nowMs }: { readonly nowMs: number }) {
  const [rules, setRules] = useState<'ordinary' | 'emergency'>('ordinary');
  return (
    <Section id="signoff" title="Sign-offs">
      <Specimen name="LifeLine" note="From what is done to what is ahead" stacked>
        <LifeLine
          label="Waiting"
          stations={life(
            ['done', 'done', 'current', 'ahead', 'ahead', 'ahead'],
            ['by rob', '5 of 5 hold', '1 of 2'],
          )}
        />
        <LifeLine
          label="Stale"
          stations={life(
            ['done', 'unknown', 'bad', 'ahead', 'ahead', 'ahead'],
            ['by rob', 'not looked yet', 'stale: something changed'],
          )}
        />
      </Specimen>
      <Specimen name="PersonStanding" note="May sign, has signed, or why not" stacked>
        <PersonStanding
          kind="approved"
          name="Li Wei"
          shortName="li"
          notes={['5 min ago, good until 14:03']}
        />
        <PersonStanding kind="rejected" name="Pia" notes={['2 min ago']} />
        <PersonStanding kind="eligible" name="Omar" isYou />
        <PersonStanding
          kind="barred"
          name={hostileText}
          notes={['wrote 2 of 14 commits: a1b2c3d, b1b2c3d', 'requested it']}
        />
      </Specimen>
      <Specimen name="ReasonedButton" note="Why it cannot be pressed, beside it and read out" stacked>
        <ReasonedButton kind="primary" icon="sign" reasons={[]}>
          Approve shop 1.1.0 (sha256 9f86d081884c…) for production
        </ReasonedButton>
        <ReasonedButton kind="primary" icon="sign" reasons={['You wrote 2 of 14 commits: a1b2c3d, b1b2c3d']}>
          Approve shop 1.1.0 (sha256 9f86d081884c…) for production
        </ReasonedButton>
      </Specimen>
      <Specimen name="ChoiceInput" note="One of a few; red for what is grave" stacked>
        <ChoiceInput
          label="Rules"
          value={rules}
          onChange={setRules}
          choices={[
            { value: 'ordinary', label: 'Ordinary', note: '2 of releasers, never who wrote it' },
            { value: 'emergency', label: 'Emergency', note: '1 of oncall; to be reviewed', danger: true },
          ]}
        />
      </Specimen>
      <Specimen name="ExactBytes" note="Never wrapped, never reformatted" stacked>
        <ExactBytes
          label="The exact bytes of a statement"
          text={'{\n"format":"signalbox-signoff-1",\n"decision":"approve",\n"service":"shop"\n}\n'}
        />
      </Specimen>
      <Specimen name="CommandLine" note="Stock commands, to the letter" stacked>
        <CommandLine
          label="Command to sign"
          command="ssh-keygen -Y sign -n signoff@signalbox -f KEY signoff-p-17-li-approve.json"
        />
      </Specimen>
      <Specimen name="CopyButton, DownloadButton">
        <CopyButton text="the statement" label="Copy the statement" />
        <DownloadButton fileName="statement.json" text="{}" label="Download" />
      </Specimen>
      <Specimen name="TextArea">
        <div className={css.fields}>
          <FormField label="Reason" hint="It is signed with the promotion.">
            {(binding) => <TextArea {...binding} defaultValue="The shop sells nothing." />}
          </FormField>
          <FormField label="Signature" error="This is no SSH signature.">
            {(binding) => <TextArea {...binding} mono defaultValue="-----BEGIN" />}
          </FormField>
        </div>
      </Specimen>
      <Specimen name="IdentityCard" note="In the frame at all times" stacked>
        <IdentityCard session={undefined} onPress={nothing} onLock={nothing} />
        <IdentityCard
          session={undefined}
          ended="Ana’s time was over at 14:03"
          onPress={nothing}
          onLock={nothing}
        />
        {[750_000, 90_000, -1_000].map((leftMs) => (
          <IdentityCard
            key={leftMs}
            session={{
              name: 'Ana Silva',
              fingerprint: 'SHA256:4Jx0p1c2Q',
              unlockedAt: agoOf(nowMs, 60_000),
              endsAt: agoOf(nowMs, -leftMs),
            }}
            onPress={nothing}
            onLock={nothing}
          />
        ))}
      </Specimen>
    </Section>
  );
}
