type Whose = Pick<NodeJS.Process, 'platform' | 'env' | 'getuid'>;

export function keepCompiled(of: Whose): void;
export function findOwnFolder(of: Whose, findHome: () => string): string | undefined;
