import { describe, expect, it } from 'vitest';
import { isTrainingOver, trainingState } from './training-state';

describe('the state of a training', () => {
  it('is that of its job, whatever its row still says', () => {
    expect(trainingState('queued', { state: 'cancelled', pauseRequested: false })).toBe('cancelled');
    expect(trainingState('running', { state: 'queued', pauseRequested: false })).toBe('queued');
  });
  it('is paused only while it waits: one that still runs is not yet paused', () => {
    expect(trainingState('running', { state: 'queued', pauseRequested: true })).toBe('paused');
    expect(trainingState('running', { state: 'running', pauseRequested: true })).toBe('running');
  });
  it('falls back to its row when the job is gone, and never invents success', () => {
    expect(trainingState('succeeded', null)).toBe('succeeded');
    expect(trainingState('nonsense', null)).toBe('failed');
  });
  it('is over only when nothing more will happen by itself', () => {
    expect(isTrainingOver('paused')).toBe(false);
    expect(isTrainingOver('failed')).toBe(true);
  });
});
