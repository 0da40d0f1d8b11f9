import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Column, DataTable } from './data-table';
import { renderScreen } from './testing/render-screen';

const address = vi.hoisted(() => ({ search: new URLSearchParams() }));
vi.mock('next/navigation', () => ({ useSearchParams: () => address.search, usePathname: () => '/things' }));

type Thing = { name: string; score: number | null };
const columns: Column<Thing>[] = [
  { key: 'name', header: 'Name', value: (thing) => thing.name, cell: (thing) => thing.name },
  { key: 'score', header: 'Score', isNumber: true, value: (thing) => thing.score, cell: (thing) => thing.score ?? '–' },
];
const rows: Thing[] = [
  { name: 'beta', score: 0.5 },
  { name: 'alpha', score: null },
  { name: 'gamma', score: 0.7 },
];
const show = (props: Partial<Parameters<typeof DataTable<Thing>>[0]> = {}) =>
  renderScreen(
    <DataTable
      name="things"
      label="Things"
      columns={columns}
      rows={rows}
      rowKey={(thing) => thing.name}
      empty={<p>Nothing here</p>}
      {...props}
    />,
  );
const names = () =>
  screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent);

describe('DataTable', () => {
  beforeEach(() => {
    address.search = new URLSearchParams();
    window.history.replaceState(null, '', '/things');
    window.localStorage.clear();
  });

  it('sorts as the address says and tells screen readers', () => {
    address.search = new URLSearchParams('sort=-score');
    show();
    expect(names()).toEqual(['gamma', 'beta', 'alpha']);
    expect(screen.getByRole('columnheader', { name: 'Score' }).getAttribute('aria-sort')).toBe('descending');
  });

  it('writes a click on a header into the address', () => {
    show();
    fireEvent.click(screen.getByRole('button', { name: 'Name' }));
    expect(window.location.search).toBe('?sort=name');
  });

  it('shows what to do when there is no row, and never a bare header', () => {
    show({ rows: [] });
    expect(screen.getByText('Nothing here')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('leaves out the columns that the person took away', () => {
    window.localStorage.setItem('mixstage.columns.things', 'score');
    show();
    expect(screen.queryByRole('columnheader', { name: 'Score' })).toBeNull();
  });

  it('selects all rows and names each box after its row', () => {
    const onChange = vi.fn();
    show({ selection: { selected: new Set(), onChange, labelOf: (thing) => `Select ${thing.name}` } });
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select all rows' }));
    expect(onChange).toHaveBeenCalledWith(new Set(['beta', 'alpha', 'gamma']));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select alpha' }));
    expect(onChange).toHaveBeenLastCalledWith(new Set(['alpha']));
  });
});
