/** One fixed origin, so that `'self'` in the policy means this app and nothing else. */
export const appScheme = 'app';
export const appOrigin = 'app://signalbox';
export const pageUrl = `${appOrigin}/index.html`;

/** Our own page, wherever in it one is. */
export function isOurPage(url: string): boolean {
  return URL.parse(url)?.href.split(/[?#]/, 1)[0] === pageUrl;
}
