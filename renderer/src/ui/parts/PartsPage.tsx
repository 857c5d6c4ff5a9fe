import { useEffect, useState } from 'react';
import { SelectInput } from '../controls/SelectInput.tsx';
import { Frame, type NavigationItem } from '../frame/Frame.tsx';
import { StatusBar } from '../frame/StatusBar.tsx';
import { Age } from '../marks/Age.tsx';
import { type ThemePreference, applyTheme, parseThemePreference } from '../tokens/theme.ts';
import { ControlParts } from './ControlParts.tsx';
import { FeedbackParts } from './FeedbackParts.tsx';
import { FoundationParts } from './FoundationParts.tsx';
import { GridParts } from './GridParts.tsx';
import { MarkParts } from './MarkParts.tsx';
import { OverlayParts } from './OverlayParts.tsx';
import css from './Parts.module.css';
import { RolloutParts } from './RolloutParts.tsx';
import { SignoffParts } from './SignoffParts.tsx';
import { agoOf } from './samples.ts';

const navigation: readonly NavigationItem[] = [
  { id: 'foundation', label: 'Foundation', icon: 'sun', href: '#/parts/foundation' },
  { id: 'controls', label: 'Controls', icon: 'keyboard', href: '#/parts/controls' },
  { id: 'marks', label: 'Marks', icon: 'host', href: '#/parts/marks' },
  { id: 'grids', label: 'Table and matrix', icon: 'matrix', href: '#/parts/grids', keys: 'g m' },
  { id: 'rollout', label: 'Rollout', icon: 'rollout', href: '#/parts/rollout' },
  { id: 'signoff', label: 'Sign-offs', icon: 'sign', href: '#/parts/signoff' },
  {
    id: 'feedback',
    label: 'Feedback',
    icon: 'attention',
    href: '#/parts/feedback',
    attention: { count: 3, label: '3 things need attention' },
  },
  { id: 'overlays', label: 'Overlays', icon: 'system', href: '#/parts/overlays' },
];

interface PartsPageProps {
  /** The section in the address, if any. */
  readonly section: string | undefined;
  readonly nowMs: number;
}

/** Every part in all its states: to look at, to test, and to choose from before a new one is drawn. */
export function PartsPage({ section, nowMs }: PartsPageProps) {
  const [theme, setTheme] = useState<ThemePreference>(() =>
    parseThemePreference(document.documentElement.dataset.theme ?? null),
  );
  const [density, setDensity] = useState('compact');

  useEffect(() => applyTheme(document.documentElement, theme), [theme]);
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
  useEffect(() => {
    if (section !== undefined) document.getElementById(`parts-${section}`)?.scrollIntoView();
  }, [section]);

  return (
    <Frame
      workspace="Signalbox parts"
      navigation={navigation}
      current={section ?? 'foundation'}
      title="Parts"
      tools={
        <>
          <SelectInput
            aria-label="Theme"
            value={theme}
            onChange={(event) => setTheme(parseThemePreference(event.target.value))}
            options={[
              { value: 'system', label: 'System theme' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
          <SelectInput
            aria-label="Density"
            value={density}
            onChange={(event) => setDensity(event.target.value)}
            options={[
              { value: 'compact', label: 'Compact' },
              { value: 'comfortable', label: 'Comfortable' },
            ]}
          />
        </>
      }
      status={
        <StatusBar
          items={[
            { id: 'connection', icon: 'check', tone: 'ok', content: 'connected' },
            { id: 'chain', icon: 'shield', tone: 'ok', content: 'chain intact, 1,204 records' },
            { id: 'attention', icon: 'alert', tone: 'caution', content: '1 host not seen' },
            { id: 'looked', side: 'end', content: <Age at={agoOf(nowMs, 0)} prefix="looked" /> },
          ]}
        />
      }
    >
      <div className={css.page}>
        <FoundationParts />
        <ControlParts />
        <MarkParts nowMs={nowMs} />
        <GridParts nowMs={nowMs} />
        <RolloutParts nowMs={nowMs} />
        <SignoffParts nowMs={nowMs} />
        <FeedbackParts />
        <OverlayParts />
      </div>
    </Frame>
  );
}
