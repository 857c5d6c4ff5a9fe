/** What a message or mark means; never how it looks. */
export type Tone = 'neutral' | 'ok' | 'caution' | 'bad' | 'info' | 'accent';
