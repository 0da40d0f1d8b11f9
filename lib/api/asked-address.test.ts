import { describe, expect, it } from 'vitest';
import { askedAddressHeader, signInAddress } from './asked-address';

describe('signInAddress', () => {
  it('keeps the way back to the page that was asked for, with its query', () => {
    const headers = new Headers({ [askedAddressHeader]: '/releases/history?at=2026-03-03T14:00' });
    expect(signInAddress(headers)).toBe('/sign-in?next=%2Freleases%2Fhistory%3Fat%3D2026-03-03T14%3A00');
  });

  it('needs no way back to the overview, or when nobody told the address', () => {
    expect(signInAddress(new Headers({ [askedAddressHeader]: '/' }))).toBe('/sign-in');
    expect(signInAddress(new Headers())).toBe('/sign-in');
  });
});
