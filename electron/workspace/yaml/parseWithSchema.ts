import type { z } from 'zod';
import type { Problem } from '../../../shared/model/problem.ts';
import { explainIssues } from './explainIssues.ts';
import { toSchemaNode } from './schemaNode.ts';
import type { Path, YamlSource } from './yamlSource.ts';

export type SchemaResult<T> =
  | { readonly kind: 'fits'; readonly value: T }
  | { readonly kind: 'faulty'; readonly problems: readonly Problem[]; readonly paths: readonly Path[] };

/** A value that a schema reads, or every reason why not, each at its line and column. */
export function parseWithSchema<T>(source: YamlSource, schema: z.ZodType<T>): SchemaResult<T> {
  const result = schema.safeParse(source.value);
  if (result.success) return { kind: 'fits', value: result.data };
  const findings = explainIssues(result.error.issues, {
    value: source.value,
    // Made only where there is something to explain: it takes as long as reading the whole file.
    schema: toSchemaNode(schema),
  });
  return {
    kind: 'faulty',
    problems: findings.map((it) =>
      source.problem(it.path, it.message, { expected: it.expected, target: it.target }),
    ),
    paths: result.error.issues.map((it) => it.path),
  };
}
