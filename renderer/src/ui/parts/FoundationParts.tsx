import { customProperties } from '../tokens/customProperties.ts';
import { Icon } from '../marks/Icon.tsx';
import { type IconName, icons } from '../marks/icons.ts';
import css from './Parts.module.css';
import { Section, Specimen } from './Specimen.tsx';

const colours = {
  Grounds: ['sunken', 'canvas', 'surface', 'raised', 'hover', 'selected'],
  'Ink and lines': ['text', 'text-2', 'text-3', 'ink', 'line', 'line-strong', 'line-control'],
  'Focus and danger': ['accent', 'accent-text', 'danger'],
  Tints: ['tint-neutral', 'tint-ok', 'tint-caution', 'tint-bad', 'tint-info', 'tint-accent'],
} as const;

const sizes = [1, 2, 3, 4, 5, 6] as const;

export function FoundationParts() {
  return (
    <Section id="foundation" title="Foundation">
      {Object.entries(colours).map(([name, tokens]) => (
        <Specimen key={name} name={name}>
          <div className={css.swatches}>
            {tokens.map((token) => (
              <span key={token} className={css.swatch}>
                <span className={css.colour} style={customProperties({ '--swatch': `var(--${token})` })} />
                {token}
              </span>
            ))}
          </div>
        </Specimen>
      ))}
      <Specimen name="Type" note="System fonts, tabular numbers" stacked>
        {sizes.map((size) => (
          <span key={size} style={{ fontSize: `var(--size-${size})` }}>
            {`size-${size}  Promote 2.14.0 to production, 1,204 records`}
          </span>
        ))}
      </Specimen>
      <Specimen name="Icon" note="Own set, 16 px grid">
        <div className={css.icons}>
          {(Object.keys(icons) as IconName[]).map((name) => (
            <span key={name}>
              <Icon name={name} />
              <span className={css.iconName}>{name}</span>
            </span>
          ))}
        </div>
      </Specimen>
    </Section>
  );
}
