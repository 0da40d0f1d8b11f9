import { describe, expect, it } from 'vitest';
import { ApiError } from '@/lib/api/browser-client';
import type { JudgeItem, JudgeProgress, SubmitJudgment } from '@/lib/contracts/study';
import { JudgingDesk } from './judging-desk';
import type { DeskRequests } from './queries/desk-requests';

const progress: JudgeProgress = {
  done: 0,
  remaining: 5,
  secondsPerItem: null,
  isFinished: false,
  canUndo: false,
  asksForGuess: false,
};
const pair = (token: string): JudgeItem => ({
  token,
  question: `Question ${token}`,
  left: { text: 'l', sources: [] },
  right: { text: 'r', sources: [] },
});
const vote = { choice: 'left', durationMs: 3000 } as const;

/** A server with a stack of pairs; leases two at most, like the real one. */
function serverWith(tokens: string[]) {
  const active: string[] = [];
  const saved: SubmitJudgment[] = [];
  const sends: SubmitJudgment[] = [];
  let isDown = false;
  let feedback: { isAsExpected: boolean; explanation: string } | null = null;
  const guard = () => {
    if (isDown) throw new ApiError(0, 'unreachable');
  };
  const requests: DeskRequests = {
    claim: async (holding) => {
      guard();
      const held = active.find((token) => !holding.includes(token));
      if (held) return { item: pair(held), progress };
      const token = active.length < 2 ? tokens.shift() : undefined;
      if (token) active.push(token);
      return { item: token ? pair(token) : null, progress: { ...progress, isFinished: !token && active.length === 0 } };
    },
    send: async (judgment) => {
      sends.push(judgment);
      guard();
      if (!saved.some(({ idempotencyKey }) => idempotencyKey === judgment.idempotencyKey)) saved.push(judgment);
      active.splice(active.indexOf(judgment.token), 1);
      return { result: { state: 'saved', undoableUntil: null, feedback }, progress };
    },
    undo: async () => {
      guard();
      const last = saved.pop();
      if (!last) throw new ApiError(409, 'nothing to undo');
      active.push(last.token);
      return { item: pair(last.token), progress };
    },
    skip: async ({ token }) => {
      guard();
      active.splice(active.indexOf(token), 1);
      return { item: null, progress };
    },
    renew: async () => ({ until: null }),
  };
  return {
    requests,
    saved,
    sends,
    goDown: (down: boolean) => {
      isDown = down;
    },
    giveFeedback: () => {
      feedback = { isAsExpected: false, explanation: 'Because.' };
    },
  };
}

function deskOn(server: ReturnType<typeof serverWith>) {
  let keys = 0;
  const waits: (() => void)[] = [];
  const desk = new JudgingDesk(
    server.requests,
    () => `key-${++keys}-0000`,
    (work) => {
      waits.push(work);
      return () => waits.splice(waits.indexOf(work), 1);
    },
  );
  return { desk, waits };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const shown = (desk: JudgingDesk) => desk.read().queue.map(({ token }) => token);

describe('a judging desk', () => {
  it('holds the pair on the screen and the next one, and moves on without waiting for the server', async () => {
    const server = serverWith(['a', 'b', 'c']);
    const { desk } = deskOn(server);
    desk.wake();
    await settle();
    expect(shown(desk)).toEqual(['a', 'b']);
    desk.vote(vote);
    expect(shown(desk)).toEqual(['b']);
    await settle();
    expect(shown(desk)).toEqual(['b', 'c']);
    expect(server.saved.map(({ token }) => token)).toEqual(['a']);
  });

  it('keeps choices while the network is away and sends each once, in order, with one key', async () => {
    const server = serverWith(['a', 'b', 'c']);
    const { desk, waits } = deskOn(server);
    desk.wake();
    await settle();
    server.goDown(true);
    desk.vote(vote);
    desk.vote({ ...vote, choice: 'tie' });
    await settle();
    expect(desk.read()).toMatchObject({ isOffline: true, unsent: 2 });
    for (const work of waits.splice(0)) work();
    await settle();
    server.goDown(false);
    desk.wake();
    await settle();
    expect(desk.read()).toMatchObject({ isOffline: false, unsent: 0 });
    expect(server.saved.map(({ token, choice }) => [token, choice])).toEqual([
      ['a', 'left'],
      ['b', 'tie'],
    ]);
    expect(
      new Set(server.sends.filter(({ token }) => token === 'a').map(({ idempotencyKey }) => idempotencyKey)).size,
    ).toBe(1);
  });

  it('sends a choice that may have arrived before it takes it back', async () => {
    const server = serverWith(['a', 'b', 'c']);
    const { desk } = deskOn(server);
    desk.wake();
    await settle();
    server.goDown(true);
    desk.vote(vote);
    await settle();
    desk.undo();
    server.goDown(false);
    desk.wake();
    await settle();
    expect(shown(desk)[0]).toBe('a');
    expect(server.saved).toEqual([]);
  });

  it('takes a choice back that never left without asking the server', async () => {
    const server = serverWith(['a', 'b', 'c']);
    const { desk } = deskOn(server);
    desk.wake();
    await settle();
    server.goDown(true);
    desk.vote(vote);
    desk.vote(vote);
    desk.undo();
    expect(shown(desk)).toEqual(['b']);
    server.goDown(false);
    desk.wake();
    await settle();
    expect(server.saved.map(({ token }) => token)).toEqual(['a']);
  });

  it('takes a choice back that the server has, and shows its pair first', async () => {
    const server = serverWith(['a', 'b', 'c']);
    const { desk } = deskOn(server);
    desk.wake();
    await settle();
    desk.vote(vote);
    await settle();
    desk.undo();
    await settle();
    expect(shown(desk)).toEqual(['a', 'b', 'c']);
    expect(server.saved).toEqual([]);
  });

  it('lets nobody choose over training feedback that was not read', async () => {
    const server = serverWith(['a', 'b']);
    server.giveFeedback();
    const { desk } = deskOn(server);
    desk.wake();
    await settle();
    desk.vote(vote);
    await settle();
    expect(desk.read().feedback).toEqual({ question: 'Question a', isAsExpected: false, explanation: 'Because.' });
    expect(desk.vote(vote)).toBe(false);
    desk.readFeedback();
    expect(desk.vote(vote)).toBe(true);
  });

  it('goes on after a refusal and says it', async () => {
    const server = serverWith(['a', 'b', 'c']);
    const { desk } = deskOn(server);
    desk.wake();
    await settle();
    desk.vote(vote);
    await settle();
    server.saved.length = 0;
    desk.undo();
    await settle();
    expect(desk.read().refusal).toBeInstanceOf(ApiError);
    desk.vote(vote);
    await settle();
    expect(server.saved.map(({ token }) => token)).toEqual(['b']);
  });
});
