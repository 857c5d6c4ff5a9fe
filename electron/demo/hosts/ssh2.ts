/**
 * The one door to ssh2 in this room: its server half plays the hosts. Its client half belongs to electron/ssh.
 * It is CommonJS whose names Node does not see, hence the default import.
 */
import ssh2 from 'ssh2';

export type {
  Attributes,
  AuthContext,
  Connection,
  FileEntry,
  ParsedKey,
  ServerChannel,
  Session,
  SFTPWrapper,
} from 'ssh2';

export const { Server } = ssh2;
export const { parseKey } = ssh2.utils;
export const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;
