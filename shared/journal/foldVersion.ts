/**
 * Names the fold. Raise it whenever the same records come to another state than before, also for a new event or a new
 * field: checkpoints of the state that another fold made are then left alone, and the journal is folded from its
 * first record. `test/unit/journalState/foldVersion.test.ts` notices when it was forgotten.
 */
export const foldVersion = 1;
