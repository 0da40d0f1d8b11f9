import { describe, expect, it } from 'vitest';
import { type Command, table } from './command';
import { commandList } from './command-list';
import { commandHelp, findCommandName, parseCommandLine } from './parse-command-line';
import { progressLine, progressPrinter } from './print-progress';

const command: Command = {
  summary: 'Do it',
  args: '<what>',
  arity: [1, 1],
  options: {
    mode: { help: 'how', value: 'MODE' },
    many: { help: 'each', value: 'X', isRepeatable: true },
    fast: { help: 'quickly' },
  },
  run: async () => ({ data: null, text: '' }),
};

describe('command lines', () => {
  it('find the longest name', () => {
    expect(findCommandName(['dataset', 'list', '--json'], ['dataset list', 'dataset'])).toBe('dataset list');
    expect(findCommandName(['backup', 'folder'], ['backup', 'dataset list'])).toBe('backup');
    expect(findCommandName(['data'], ['backup'])).toBeUndefined();
  });

  it('give options, switches, repeated options and arguments', () => {
    const parsed = parseCommandLine(command, ['x', '--mode', 'a', '--many=1', '--many', '2', '--fast', '--json']);
    expect(parsed).toMatchObject({
      args: ['x'],
      isJson: true,
      isHelp: false,
      values: { mode: 'a', many: ['1', '2'], fast: true },
    });
  });

  it('refuse unknown options, missing values and a wrong number of arguments', () => {
    for (const words of [['x', '--nothing'], ['x', '--mode'], [], ['x', 'y'], ['x', '--fast=1']]) {
      expect(() => parseCommandLine(command, words), words.join(' ')).toThrow();
    }
    expect(parseCommandLine(command, ['--help']).isHelp).toBe(true);
    expect(parseCommandLine(command, ['-h']).isHelp).toBe(true);
  });

  it('explain every command with usage and options', async () => {
    expect(commandHelp('do it', command)).toContain('Usage: npm run mixstage -- do it <what> [options]');
    for (const [name, load] of Object.entries(commandList)) {
      const { command: listed } = await load();
      expect(listed.summary, name).not.toBe('');
      expect(listed.arity === undefined, `${name} names its arguments`).toBe(listed.args === undefined);
    }
  });

  it('print tables in which Chinese stands straight, and progress with units', () => {
    expect(
      table(
        ['name', 'n'],
        [
          ['条文', 1],
          ['abc', 22],
        ],
      ),
    ).toBe('name  n\n条文  1\nabc   22');
    expect(progressLine({ phase: 'read', done: 1 << 20, total: 4 << 20, unit: 'bytes' })).toBe(
      'read: 1.0 of 4.0 MiB (25 %)',
    );
    expect(progressLine({ phase: 'look', done: 12_000, total: 0, unit: 'files' })).toBe('look: 12,000 files');
    const written: string[] = [];
    const printer = progressPrinter({ write: (text) => written.push(text) });
    for (let done = 0; done < 100; done++) printer.print({ phase: 'a', done, total: 100, unit: 'x' });
    printer.print({ phase: 'b', done: 0, total: 1, unit: 'x' });
    expect(written).toEqual(['a: 0 of 100 x (0 %)\n', 'b: 0 of 1 x (0 %)\n']);
  });
});
