import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/lib/api/browser-client';
import { ConfirmDialog } from './confirm-dialog';
import { renderScreen } from './testing/render-screen';

const open = (onConfirm: (reason: string) => Promise<unknown>, onClose = vi.fn()) => {
  renderScreen(
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title="Promote release 8"
      confirmLabel="Promote"
      reason="required"
      typedWord="promote 8"
      onConfirm={onConfirm}
    />,
  );
  return {
    confirm: screen.getByRole('button', { name: 'Promote' }),
    reason: screen.getByLabelText('Reason'),
    word: screen.getByRole('textbox', { name: /Type promote 8/ }),
    onClose,
  };
};
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

describe('ConfirmDialog', () => {
  it('does nothing before both the reason and the exact word are there', () => {
    const onConfirm = vi.fn(async () => undefined);
    const { confirm, reason, word } = open(onConfirm);
    expect(confirm).toHaveProperty('disabled', true);
    type(reason, 'Better recall');
    expect(confirm).toHaveProperty('disabled', true);
    type(word, 'promote 7');
    expect(confirm).toHaveProperty('disabled', true);
    fireEvent.submit(reason);
    expect(onConfirm).not.toHaveBeenCalled();
    type(word, 'promote 8');
    expect(confirm).toHaveProperty('disabled', false);
  });

  it('hands the reason over once, however often it is submitted, and closes when it is done', async () => {
    const onConfirm = vi.fn(async () => undefined);
    const { reason, word, onClose } = open(onConfirm);
    type(reason, '  Better recall ');
    type(word, 'promote 8');
    fireEvent.submit(reason);
    fireEvent.submit(reason);
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(onConfirm.mock.calls).toEqual([['Better recall']]);
  });

  it('stays open with what was typed and says why when the server refuses', async () => {
    const refusal = new ApiError(409, 'Release 8 was not promoted.', {
      type: 'urn:mixstage:error:promotion-blocked',
      title: 'The promotion is blocked',
      status: 409,
      code: 'promotion_blocked',
      detail: 'Release 8 was not promoted.',
      blockers: [{ code: 'regression', message: 'nDCG@10 fell by 0.021 on tenancy.' }],
    });
    const { reason, word, onClose } = open(() => Promise.reject(refusal));
    type(reason, 'Better recall');
    type(word, 'promote 8');
    fireEvent.submit(reason);
    expect((await screen.findByRole('alert')).textContent).toContain('nDCG@10 fell by 0.021 on tenancy.');
    expect(onClose).not.toHaveBeenCalled();
    expect(reason).toHaveProperty('value', 'Better recall');
  });
});
