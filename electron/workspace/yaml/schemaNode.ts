import { z } from 'zod';
import type { Path } from './yamlSource.ts';

/** The parts of a JSON Schema that explanations need. */
export type SchemaNode = z.core.JSONSchema.BaseSchema;

/** What may be written for a value that `schema` reads; draft 7 is what editors know best. */
export function toSchemaNode(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
}

/** All alternatives that may stand at a path. */
export function schemasAt(root: SchemaNode, path: Path): readonly SchemaNode[] {
  return path.reduce<readonly SchemaNode[]>(
    (nodes, segment) => nodes.flatMap((it) => childrenOf(it, segment)).flatMap(alternativesOf),
    alternativesOf(root),
  );
}

/** The schema at a path with its alternatives still apart, in the order in which they are tried. */
export function schemaOfUnion(root: SchemaNode, path: Path): SchemaNode | undefined {
  if (path.length === 0) return root;
  const parents = schemasAt(root, path.slice(0, -1));
  const segment = path.at(-1) ?? '';
  return parents.flatMap((it) => childrenOf(it, segment))[0];
}

/** The names that a mapping with fixed keys takes. */
export function knownKeysOf(nodes: readonly SchemaNode[]): readonly string[] {
  return [...new Set(nodes.flatMap((it) => Object.keys(it.properties ?? {})))];
}

export function alternativesOf(node: SchemaNode): readonly SchemaNode[] {
  // Zod writes a union of plain types as one list of types.
  const types: unknown = node.type;
  if (Array.isArray(types)) return types.map((type: SchemaNode['type']) => ({ ...node, type }));
  return (node.anyOf ?? node.oneOf)?.flatMap((it) => alternativesOf(it)) ?? [node];
}

/** In people's words: "a whole number from 1 to 65535, or text". */
export function describeSchemas(nodes: readonly SchemaNode[]): string | undefined {
  const words = [...new Set(nodes.map(describe).filter((it) => it !== undefined))];
  return words.length === 0 ? undefined : words.join(', or ');
}

function describe(node: SchemaNode): string | undefined {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum) return `one of ${node.enum.map(String).join(', ')}`;
  switch (node.type) {
    case 'integer':
    case 'number':
      return describeNumber(node);
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return describeMapping(node);
    case 'null':
    case undefined:
      return undefined;
  }
  return undefined;
}

function describeNumber(node: SchemaNode): string {
  const kind = node.type === 'integer' ? 'a whole number' : 'a number';
  const [minimum, maximum] = [node.minimum, node.maximum];
  // Zod states the range of safe integers; nobody asked for that.
  const hasMaximum = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const hasMinimum = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER;
  if (hasMinimum && hasMaximum) return `${kind} from ${minimum} to ${maximum}`;
  if (hasMinimum) return `${kind}, at least ${minimum}`;
  return hasMaximum ? `${kind}, at most ${maximum}` : kind;
}

function describeMapping(node: SchemaNode): string {
  const required = node.required ?? [];
  return required.length === 0 ? 'a mapping' : `a mapping with ${required.join(', ')}`;
}

function childrenOf(node: SchemaNode, segment: PropertyKey): readonly SchemaNode[] {
  const { properties, additionalProperties, items } = node;
  if (typeof segment === 'number') return isNode(items) ? [items] : [];
  const property = properties && Object.hasOwn(properties, segment) ? properties[String(segment)] : undefined;
  if (isNode(property)) return [property];
  return isNode(additionalProperties) ? [additionalProperties] : [];
}

function isNode(it: unknown): it is SchemaNode {
  return typeof it === 'object' && it !== null && !Array.isArray(it);
}
