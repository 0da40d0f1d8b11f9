import { roles } from '@/lib/auth/actor';
import { createUser } from '@/lib/auth/one-time-links';
import { randomToken } from '@/lib/foundation/random';
import { type Command, oneOf, required } from '../command';

export const command: Command = {
  summary: 'Create a person who can sign in',
  options: {
    email: { help: 'e-mail address to sign in with', value: 'ADDRESS' },
    name: { help: 'name to show; the part before the @ when absent', value: 'NAME' },
    role: { help: `${roles.join(', ')} (default operator)`, value: 'ROLE' },
    'password-stdin': { help: 'read the password from standard input; without it one is made and printed once' },
  },
  notes: 'Example: npm run mixstage -- user create --email ada@example.org --role admin',
  async run(input) {
    const email = required(input, 'email');
    const role = oneOf(input, 'role', roles) ?? 'operator';
    const given = input.has('password-stdin') ? await readStandardInput() : undefined;
    const password = given ?? randomToken(15);
    const { id } = await createUser(input.actor, {
      email,
      name: input.text('name') ?? email.split('@')[0] ?? email,
      role,
      password,
    });
    const data = { id, email, role, ...(given === undefined ? { password } : {}) };
    const secret = given === undefined ? `\nPassword, shown only now: ${password}` : '';
    return { data, text: `Created ${email} as ${role}.${secret}` };
  },
};

/** The first line of standard input; an option would leave the password in the history of the shell. */
async function readStandardInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8').split(/\r?\n/)[0] ?? '';
}
