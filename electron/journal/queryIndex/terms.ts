import { facetNames, type FacetName, type Facets } from '../../../shared/view/recordFacets.ts';

/** What records are looked up by: words as they are, facets with a sign that no word has. */
export function toFacetTerm(name: FacetName, value: string): string {
  return `=${name}=${value}`;
}

export function toFacetTerms(facets: Facets): string[] {
  return facetNames.flatMap((name) => {
    const value = facets[name];
    return value === undefined ? [] : [toFacetTerm(name, value)];
  });
}
