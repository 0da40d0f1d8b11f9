'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { toast } from '@/components/ui/toast';
import type { User } from '@/lib/contracts/users';
import { useChangeUser } from './queries/change-user';
import { RoleChoice } from './role-choice';

export function ChangeRoleDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useTranslations('users');
  const [role, setRole] = useState(user.role);
  const change = useChangeUser();
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={t('roleTitle', { name: user.name })}
      description={t('roleDetail')}
      confirmLabel={t('action.role')}
      isBlocked={role === user.role}
      onConfirm={async () => {
        await change.mutateAsync({ id: user.id, change: { role } });
        toast.ok({ title: t('roleDone', { name: user.name }) });
      }}
    >
      <RoleChoice value={role} onChange={setRole} />
    </ConfirmDialog>
  );
}
