import { readFile } from 'node:fs/promises';
import { registerRemoteCheckpoint } from '@/lib/registry/register-remote-checkpoint';
import { type Command, oneOf, required, UsageError } from '../command';

export const command: Command = {
  summary: 'Register a model that another server computes',
  options: {
    component: { help: 'embedder or reranker', value: 'COMPONENT' },
    url: { help: 'address of the server, to which /v1/... is appended', value: 'URL' },
    model: { help: 'name of the model there; may be left out where the server has one', value: 'NAME' },
    name: { help: 'name of the checkpoint here', value: 'NAME' },
    stage: { help: 'how far it was trained (default base)', value: 'STAGE' },
    dialect: { help: 'embedder: openai (default) or tei; reranker: jina (default) or tei', value: 'DIALECT' },
    'key-file': { help: 'file that holds the API key of the server', value: 'FILE' },
    'query-prompt': { help: 'set before every query', value: 'TEXT' },
    'document-prompt': { help: 'set before every document', value: 'TEXT' },
  },
  notes:
    'Servers on private addresses must be named in MIXSTAGE_ALLOWED_HOSTS. The model is tried before it is registered.',
  async run(input) {
    const component = oneOf(input, 'component', ['embedder', 'reranker'] as const);
    if (!component) throw new UsageError('--component is missing.');
    const stage = input.text('stage');
    const apiKey = await readKey(input.text('key-file'));
    const shared = {
      name: required(input, 'name'),
      baseUrl: required(input, 'url'),
      model: input.text('model') ?? '',
      ...(stage ? { stage } : {}),
      ...(apiKey ? { apiKey } : {}),
    };
    const checkpoint =
      component === 'embedder'
        ? await registerRemoteCheckpoint(input.actor, {
            ...shared,
            component,
            dialect: oneOf(input, 'dialect', ['openai', 'tei'] as const) ?? 'openai',
            queryPrompt: input.text('query-prompt') ?? '',
            documentPrompt: input.text('document-prompt') ?? '',
          })
        : await registerRemoteCheckpoint(input.actor, {
            ...shared,
            component,
            dialect: oneOf(input, 'dialect', ['jina', 'tei'] as const) ?? 'jina',
          });
    return {
      data: { id: checkpoint.id, name: checkpoint.name, component },
      text: `Registered ${checkpoint.name} (${component}) as ${checkpoint.id}.`,
    };
  },
};

/** A key belongs in a file, not in the list of processes or the history of a shell. */
async function readKey(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  return (await readFile(file, 'utf8')).trim();
}
