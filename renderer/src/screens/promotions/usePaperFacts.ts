import { useMemo } from 'react';
import { implementers as implementersSchema } from '../../../../shared/model/implementer.ts';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import { useAnswer } from '../../answers/useAnswer.ts';

export interface PaperFacts {
  /** Everybody who wrote it, by short name, with the number of commits; `undefined` while it cannot be told. */
  readonly implementers: readonly { readonly name: string; readonly commits: number }[] | undefined;
  readonly reason: string | undefined;
}

const mostBytes = 4_194_304;

/** What the journal keeps by digest of a promotion, read beforehand: paper does not wait. */
export function usePaperFacts({ implementersBlobSha256, bindings }: PromotionState): PaperFacts {
  const { reasonSha256 } = bindings;
  const written = useAnswer('journal.blob', { sha256: implementersBlobSha256, maxBytes: mostBytes });
  const reason = useAnswer(
    'journal.blob',
    reasonSha256 === 'none' ? undefined : { sha256: reasonSha256, maxBytes: 8_192 },
  );
  const text = written.value?.text;
  const implementers = useMemo(() => parseImplementers(text), [text]);
  return { implementers, reason: reason.value?.text };
}

function parseImplementers(text: string | undefined): PaperFacts['implementers'] {
  if (text === undefined) return undefined;
  try {
    const { people, bots } = implementersSchema.parse(JSON.parse(text));
    return [
      ...people.map(({ person, commits }) => ({ name: person, commits: commits.length })),
      ...bots.map(({ bot, commits }) => ({ name: `${bot} (bot)`, commits: commits.length })),
    ];
  } catch {
    return undefined; // said on the paper
  }
}
