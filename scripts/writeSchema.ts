import { mkdir, writeFile } from 'node:fs/promises';
import { createJsonSchema } from '../electron/workspace/jsonSchema.ts';

/** Writes the schema that editors check signalbox.yaml with. Run it after a change of the model. */
const folder = new URL('../schema/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(
  new URL('signalbox.schema.json', folder),
  `${JSON.stringify(createJsonSchema(), undefined, 2)}\n`,
);
