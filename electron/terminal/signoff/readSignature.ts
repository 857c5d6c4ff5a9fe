import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Terminal } from '../terminal.ts';

/** An armored SSH signature is a few hundred bytes; one over an RSA key of 16384 bits still fits. */
const maxSignatureBytes = 16_384;

/**
 * @param file a path, or `-` for standard input.
 * @throws Fault NOT_FOUND, INVALID_INPUT for what is too long to be a signature.
 */
export async function readSignature(
  file: string,
  terminal: Pick<Terminal, 'input' | 'workingDirectory'>,
): Promise<string> {
  const path = resolve(terminal.workingDirectory, file);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of file === '-' ? terminal.input : createReadStream(path)) {
      const bytes = Buffer.from(chunk);
      sizeBytes += bytes.length;
      if (sizeBytes > maxSignatureBytes) throw tooLong();
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new Fault('NOT_FOUND', `The signature could not be read: ${why}`, {
      wayOut: 'Name the .sig file that ssh-keygen wrote, or - for standard input.',
      cause: error,
    });
  }
  return Buffer.concat(chunks).toString('latin1');
}

function tooLong(): Fault {
  return new Fault('INVALID_INPUT', `It is longer than ${maxSignatureBytes} bytes, so it is no signature.`, {
    wayOut: 'Name the .sig file that ssh-keygen wrote.',
  });
}
