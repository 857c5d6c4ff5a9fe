import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { indexSchemaSql, indexVersion } from '../../../electron/journal/queryIndex/indexSchema.ts';
import { segmentLength } from '../../../electron/journal/queryIndex/segments.ts';
import { toFacetTerms } from '../../../electron/journal/queryIndex/terms.ts';
import { toWords } from '../../../electron/journal/queryIndex/tokenize.ts';
import { facetsOf, searchTextsOf } from '../../../shared/view/recordFacets.ts';
import { recordsOfEveryKind } from '../../fixtures/everyEvent.ts';

/**
 * What each version of the index keeps of the same records. Where this test fails, the index has changed: raise
 * `indexVersion` and add a line here, so that what was indexed before is indexed anew. Never change a line.
 */
const digests: Readonly<Record<number, string>> = {
  1: '8aeb38bee46a1e7df36a4e1d42b0608f0874270f1f389689745caddb0f72b505',
};

describe('the version of the index', () => {
  it('is another one whenever the same records are found by other terms', () => {
    const terms = recordsOfEveryKind().map((record) => {
      const { own, subjects } = facetsOf(record);
      return [toFacetTerms(own), subjects, searchTextsOf(record, own).map(toWords)];
    });
    const kept = JSON.stringify([indexSchemaSql, segmentLength, terms]);
    const digest = createHash('sha256').update(kept).digest('hex');
    expect({ indexVersion, digest }).toEqual({ indexVersion, digest: digests[indexVersion] });
  });
});
