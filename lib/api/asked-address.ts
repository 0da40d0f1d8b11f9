/** The page that was asked for, told by the proxy to the page: a server component does not know its own address. */
export const askedAddressHeader = 'x-mixstage-asked';

/** The sign-in page with the way back to what was asked for; the overview needs none. */
export function signInAddress(headers: Headers): string {
  const asked = headers.get(askedAddressHeader);
  return asked && asked !== '/' ? `/sign-in?next=${encodeURIComponent(asked)}` : '/sign-in';
}
