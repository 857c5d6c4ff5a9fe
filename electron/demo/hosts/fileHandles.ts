import { constants } from 'node:fs';
import { lstat, open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { OPEN_MODE } from './ssh2.ts';
import type { DirectoryItem } from './fileAttributes.ts';

/** The files and folders that one SFTP session holds open. Unknown handles throw. */
export interface FileHandles {
  open(path: string, flags: number, mode: number | undefined): Promise<Buffer>;
  file(handle: Buffer): FileHandle;
  read(handle: Buffer, offset: number, length: number): Promise<Buffer>;
  write(handle: Buffer, offset: number, data: Buffer): Promise<void>;
  openDirectory(path: string): Promise<Buffer>;
  /** The next items; none at the end. */
  readDirectory(handle: Buffer): Promise<readonly DirectoryItem[]>;
  close(handle: Buffer): Promise<void>;
  closeAll(): Promise<void>;
}

type Opened =
  | { readonly kind: 'file'; readonly file: FileHandle; readonly isAppending: boolean }
  | { readonly kind: 'directory'; readonly path: string; readonly names: string[] };

const maxReadBytes = 256 * 1024;
const namesPerReply = 64;

export function createFileHandles(): FileHandles {
  const opened = new Map<string, Opened>();
  let lastNumber = 0;

  const keep = (it: Opened): Buffer => {
    lastNumber += 1;
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(lastNumber);
    opened.set(handle.toString('hex'), it);
    return handle;
  };
  const find = (handle: Buffer): Opened => {
    const it = opened.get(handle.toString('hex'));
    if (!it) throw new Error('no such handle');
    return it;
  };
  const fileOf = (handle: Buffer): Extract<Opened, { kind: 'file' }> => {
    const it = find(handle);
    if (it.kind !== 'file') throw new Error('this handle is a folder');
    return it;
  };

  return {
    async open(path, flags, mode) {
      const file = await open(path, toOpenFlags(flags), mode || 0o644);
      return keep({ kind: 'file', file, isAppending: (flags & OPEN_MODE.APPEND) !== 0 });
    },
    file: (handle) => fileOf(handle).file,
    async read(handle, offset, length) {
      const buffer = Buffer.alloc(Math.min(length, maxReadBytes));
      const { bytesRead } = await fileOf(handle).file.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    },
    async write(handle, offset, data) {
      const { file, isAppending } = fileOf(handle);
      let written = 0;
      while (written < data.length) {
        const position = isAppending ? null : offset + written;
        const { bytesWritten } = await file.write(data, written, data.length - written, position);
        written += bytesWritten;
      }
    },
    async openDirectory(path) {
      return keep({ kind: 'directory', path, names: ['.', '..', ...(await readdir(path))] });
    },
    async readDirectory(handle) {
      const it = find(handle);
      if (it.kind !== 'directory') throw new Error('this handle is a file');
      const names = it.names.splice(0, namesPerReply);
      return Promise.all(names.map(async (name) => ({ name, stats: await lstat(join(it.path, name)) })));
    },
    async close(handle) {
      const it = find(handle);
      opened.delete(handle.toString('hex'));
      if (it.kind === 'file') await it.file.close();
    },
    async closeAll() {
      const all = [...opened.values()];
      opened.clear();
      await Promise.all(all.map((it) => (it.kind === 'file' ? it.file.close() : Promise.resolve())));
    },
  };
}

/** SFTP's pflags (section 6.3 of the draft) as open(2) knows them. */
function toOpenFlags(flags: number): number {
  const isReading = (flags & OPEN_MODE.READ) !== 0;
  const isWriting = (flags & (OPEN_MODE.WRITE | OPEN_MODE.APPEND)) !== 0;
  const access = isWriting ? (isReading ? constants.O_RDWR : constants.O_WRONLY) : constants.O_RDONLY;
  return (
    access |
    (flags & OPEN_MODE.APPEND ? constants.O_APPEND : 0) |
    (flags & OPEN_MODE.CREAT ? constants.O_CREAT : 0) |
    (flags & OPEN_MODE.TRUNC ? constants.O_TRUNC : 0) |
    (flags & OPEN_MODE.EXCL ? constants.O_EXCL : 0)
  );
}
