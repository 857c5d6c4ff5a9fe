import type { z } from 'zod';

/** Every bad field on a line of its own: `target.hosts[2]: Invalid input`. Never quotes the value itself. */
export function describeIssues(error: z.ZodError): readonly string[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${toPath([...issue.path, key])}: not known here`)
      : [`${toPath(issue.path)}: ${issue.message}`],
  );
}

function toPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(the whole value)';
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}
