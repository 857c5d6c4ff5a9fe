import type { AuditFilters } from './auditPlace.ts';

/** A row of the export's tables, by the names of its columns. */
export type SurveyRow = Readonly<Record<string, string>>;

/** Rows that fit; what a row does not say of itself (no service, no environment) fits every question about it. */
export function filterSurvey(rows: readonly SurveyRow[], filters: AuditFilters): readonly SurveyRow[] {
  const { service, environment, person, text = '' } = filters;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const says = (value: string | undefined, asked: string | undefined): boolean =>
    !asked || !value || value === asked;
  return rows.filter((row) => {
    const all = Object.values(row).join('\n').toLowerCase();
    return (
      says(row['service'], service) &&
      says(row['environment'], environment) &&
      (person === undefined || row['person'] === person) &&
      words.every((word) => all.includes(word))
    );
  });
}
