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
});
