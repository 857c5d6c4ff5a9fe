import type { CSSProperties } from 'react';

/**
 * Custom properties for React's `style`, which sets them through the CSSOM: allowed by `style-src 'self'`,
 * unlike a style attribute in markup.
 */
export function customProperties(values: Readonly<Record<`--${string}`, string | number>>): CSSProperties {
  return values as CSSProperties;
}
