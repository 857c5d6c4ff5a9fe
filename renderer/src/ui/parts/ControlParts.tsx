import { useState } from 'react';
import { Button } from '../controls/Button.tsx';
import { CheckList } from '../controls/CheckList.tsx';
import { CheckboxInput } from '../controls/CheckboxInput.tsx';
import { FormField } from '../controls/FormField.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { Kbd } from '../controls/Kbd.tsx';
import { SelectInput } from '../controls/SelectInput.tsx';
import { Tabs } from '../controls/Tabs.tsx';
import { TextInput } from '../controls/TextInput.tsx';
import { Menu } from '../overlays/Menu.tsx';
import css from './Parts.module.css';
import { Section, Specimen } from './Specimen.tsx';

const kinds = ['plain', 'primary', 'danger', 'quiet'] as const;

export function ControlParts() {
  const [tab, setTab] = useState('plan');
  const [chosen, setChosen] = useState<readonly string[]>(['shop']);
  return (
    <Section id="controls" title="Controls">
      <Specimen name="Button" note="plain, primary, danger, quiet; busy keeps the focus" stacked>
        <Row>
          {kinds.map((kind) => (
            <Button key={kind} kind={kind}>
              {kind === 'danger' ? 'Deploy to production' : kind}
            </Button>
          ))}
        </Row>
        <Row>
          {kinds.map((kind) => (
            <Button key={kind} kind={kind} icon="promote">
              With icon
            </Button>
          ))}
        </Row>
        <Row>
          {kinds.map((kind) => (
            <Button key={kind} kind={kind} busy>
              Busy
            </Button>
          ))}
        </Row>
        <Row>
          {kinds.map((kind) => (
            <Button key={kind} kind={kind} disabled>
              Disabled
            </Button>
          ))}
        </Row>
      </Specimen>
      <Specimen name="IconButton" note="The label is name and tooltip">
        <IconButton icon="pause" label="Pause the rollout" keys="P" />
        <IconButton icon="filter" label="Filter" pressed />
        <IconButton icon="retry" label="Retry" disabled />
      </Specimen>
      <Specimen name="Menu">
        <Menu
          label="Host"
          trigger={<Button icon="more">web-4</Button>}
          items={[
            {
              kind: 'act',
              id: 'retry',
              label: 'Retry host',
              icon: 'retry',
              keys: 'R',
              onSelect: () => undefined,
            },
            { kind: 'act', id: 'log', label: 'Show output', icon: 'terminal', onSelect: () => undefined },
            { kind: 'line', id: 'line' },
            {
              kind: 'act',
              id: 'skip',
              label: 'Skip host',
              icon: 'skip',
              danger: true,
              onSelect: () => undefined,
            },
            {
              kind: 'act',
              id: 'admit',
              label: 'Return to the pool',
              refused: 'Its health check fails.',
              onSelect: () => undefined,
            },
          ]}
        />
      </Specimen>
      <Specimen name="FormField">
        <div className={css.fields}>
          <FormField label="Release" hint="As the build named it.">
            {(binding) => <TextInput {...binding} mono defaultValue="2.14.0-rc.1" />}
          </FormField>
          <FormField label="Environment" error="There is no environment “produktion”.">
            {(binding) => <TextInput {...binding} defaultValue="produktion" />}
          </FormField>
          <FormField label="Stage" optional>
            {(binding) => (
              <SelectInput
                {...binding}
                options={[
                  { value: 'staging', label: 'staging' },
                  { value: 'production', label: 'production' },
                ]}
              />
            )}
          </FormField>
          <FormField label="Filter">
            {(binding) => <TextInput {...binding} icon="search" placeholder="Service or host" />}
          </FormField>
          <FormField label="Locked" hint="Set in signalbox.yaml.">
            {(binding) => <TextInput {...binding} disabled defaultValue="10 hosts" />}
          </FormField>
          <CheckboxInput label="Only what needs attention" defaultChecked />
        </div>
      </Specimen>
      <Specimen name="CheckList" note="Some of many, or all of them">
        <CheckList
          label="Services"
          allLabel="Every service"
          options={['billing', 'shop', 'search']}
          chosen={chosen}
          onChange={setChosen}
        />
      </Specimen>
      <Specimen name="Tabs" stacked>
        <Tabs
          label="Promotion"
          current={tab}
          onChange={setTab}
          tabs={[
            { id: 'plan', label: 'Plan', panel: 'The literal plan.' },
            { id: 'changes', label: 'Changes', count: 14, panel: 'What changes, by person.' },
            { id: 'evidence', label: 'Evidence', panel: 'Gates and what satisfied them.' },
            { id: 'none', label: 'Rehearsal', disabled: true, panel: '' },
          ]}
        />
      </Specimen>
      <Specimen name="Kbd">
        <Kbd keys="Ctrl+K" />
        <Kbd keys="g m" />
        <Kbd keys="Esc" />
      </Specimen>
    </Section>
  );
}

function Row({ children }: { readonly children: React.ReactNode }) {
  return <div className={css.cells}>{children}</div>;
}
