/** Something that looks at every host at once, over connections that stand already. */
export interface Observer {
  /** The versions that were read, in any order. */
  observe(): Promise<readonly string[]>;
  close(): Promise<void>;
}
