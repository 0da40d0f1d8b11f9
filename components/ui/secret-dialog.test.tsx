import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { SecretDialog } from './secret-dialog';
import { renderScreen } from './testing/render-screen';

it('shows the secret and does not close before the person says that it is kept', () => {
  const onClose = vi.fn();
  renderScreen(
    <SecretDialog
      title="Key"
      description="Once"
      secret="mxa_secret"
      label="Secret key"
      warning="Only now"
      onClose={onClose}
    />,
  );
  expect(screen.getByRole('status', { name: 'Secret key' }).textContent).toBe('mxa_secret');
  fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
  fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(onClose).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole('checkbox', { name: 'I have put it in a safe place' }));
  fireEvent.click(screen.getByRole('button', { name: 'Done' }));
  expect(onClose).toHaveBeenCalledOnce();
});
