import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { createJsonSchema } from '../../../electron/workspace/jsonSchema.ts';

const committed = new URL('../../../schema/signalbox.schema.json', import.meta.url);

describe('the schema for editors', () => {
  test('is the one that is generated: after a change of the model, run scripts/writeSchema.ts', async () => {
    expect(JSON.parse(await readFile(committed, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(createJsonSchema())),
    );
  });

  test('is draft 7, closed to unknown keys, and tells what each part is for', () => {
    expect(createJsonSchema()).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Signalbox workspace',
      type: 'object',
      required: ['version', 'name', 'environments', 'services'],
      additionalProperties: false,
      properties: {
        releases: { description: expect.stringContaining('release files') },
        // A number is fine where a variable is written: the schema must not underline it.
        hosts: {
          additionalProperties: {
            anyOf: [
              {
                properties: {
                  variables: { additionalProperties: { type: ['string', 'number', 'boolean'] } },
                },
              },
              { type: 'null' },
            ],
          },
        },
      },
    });
  });

  test('describes every key', () => {
    expect(undescribedKeys(createJsonSchema(), 'signalbox.yaml')).toEqual([]);
  });
});

function undescribedKeys(node: unknown, path: string): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) => {
    if (key !== 'properties' || typeof child !== 'object' || child === null)
      return undescribedKeys(child, path);
    return Object.entries(child).flatMap(([name, property]: [string, unknown]) => {
      const here = `${path}.${name}`;
      const isDescribed = typeof property === 'object' && property !== null && 'description' in property;
      return [...(isDescribed ? [] : [here]), ...undescribedKeys(property, here)];
    });
  });
}
