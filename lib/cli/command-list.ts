import type { Command } from './command';

/** Every command: one line here, one file in commands/. Loaded only when it is called. */
export const commandList: Record<string, () => Promise<{ command: Command }>> = {
  'app create': () => import('./commands/app-create'),
  'audit verify': () => import('./commands/audit-verify'),
  backup: () => import('./commands/backup'),
  'checkpoint import': () => import('./commands/checkpoint-import'),
  'checkpoint list': () => import('./commands/checkpoint-list'),
  'checkpoint show': () => import('./commands/checkpoint-show'),
  'checkpoint verify': () => import('./commands/checkpoint-verify'),
  'dataset delete': () => import('./commands/dataset-delete'),
  'dataset export': () => import('./commands/dataset-export'),
  'dataset import': () => import('./commands/dataset-import'),
  'dataset list': () => import('./commands/dataset-list'),
  'index build': () => import('./commands/index-build'),
  'index list': () => import('./commands/index-list'),
  'job list': () => import('./commands/job-list'),
  metrics: () => import('./commands/metrics'),
  migrate: () => import('./commands/migrate'),
  'release create': () => import('./commands/release-create'),
  'release list': () => import('./commands/release-list'),
  'release promote': () => import('./commands/release-promote'),
  'release rollback': () => import('./commands/release-rollback'),
  restore: () => import('./commands/restore'),
  'setup-link': () => import('./commands/setup-link'),
  train: () => import('./commands/train'),
  'user create': () => import('./commands/user-create'),
};
