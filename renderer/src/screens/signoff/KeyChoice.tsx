import type { UsableKey } from '../../../../shared/model/identity.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { Button, ChoiceInput, FormField, Skeleton, TextInput, VisibleText } from '../../ui/index.ts';
import type { KeyChoiceState } from './useKeyChoice.ts';

interface KeyChoiceProps {
  readonly choice: KeyChoiceState;
  readonly autoFocus?: boolean;
}

/** With which key: one that an agent holds, one from a file, or a file whose path is typed. */
export function KeyChoice({ choice, autoFocus = false }: KeyChoiceProps) {
  const { keys, picked, path } = choice;
  const found = keys.value?.keys ?? [];
  if (!keys.value && !keys.fault) return <Skeleton label="the keys" lines={2} />;
  return (
    <>
      {keys.fault && (
        <FaultNote
          fault={keys.fault}
          stillTrue="A key file can still be named."
          acts={<Button onClick={keys.again}>Look for keys again</Button>}
        />
      )}
      <ChoiceInput
        label="With this key"
        value={picked}
        onChange={choice.pick}
        autoFocus={autoFocus}
        choices={[
          ...found.map((key, index) => ({
            value: String(index),
            label: <KeyLabel of={key} />,
            note: <KeyNote of={key} />,
          })),
          {
            value: 'file',
            label: found.length === 0 ? 'A key file' : 'Another key file',
            ...(found.length === 0 ? { note: 'No key of this person was found here by itself.' } : {}),
          },
        ]}
      />
      {picked === 'file' && (
        <FormField label="Path of the private key" hint="On the computer that runs Signalbox.">
          {(binding) => (
            <TextInput
              {...binding}
              mono
              placeholder="~/.ssh/id_ed25519"
              value={path}
              onChange={(event) => choice.type(event.target.value)}
            />
          )}
        </FormField>
      )}
    </>
  );
}

function KeyLabel({ of: { keyKind, comment } }: { readonly of: UsableKey }) {
  return (
    <>
      {keyKind === 'fido' ? 'FIDO key, has to be touched' : keyKind}
      {comment !== '' && (
        <>
          , <VisibleText text={comment} />
        </>
      )}
    </>
  );
}

function KeyNote({ of: { source, fingerprint } }: { readonly of: UsableKey }) {
  return (
    <>
      <VisibleText text={fingerprint} />
      {source.kind === 'agent' ? (
        ', held by the agent'
      ) : (
        <>
          , in <VisibleText text={source.path} />
        </>
      )}
    </>
  );
}
