import { resolveVersion } from '@/lib/datasets/load-split';
import { createApplication } from '@/lib/releases/applications';
import { type Command, required, wholeNumber } from '../command';

export const command: Command = {
  summary: 'Create an application and its first key',
  options: {
    name: { help: 'name of the application', value: 'NAME' },
    slug: { help: 'short name; made from the name', value: 'SLUG' },
    instruction: { help: 'task instruction given to models with every query', value: 'TEXT' },
    dataset: { help: 'dataset whose corpus the application searches', value: 'DATASET' },
    budget: { help: 'retrieval budget K (default 60)', value: 'K' },
    depth: { help: 'results per query N (default 10)', value: 'N' },
  },
  notes: 'The key is printed once and stored only as a hash.',
  async run(input) {
    const dataset = input.text('dataset');
    const slug = input.text('slug');
    const instruction = input.text('instruction');
    const budget = wholeNumber(input, 'budget');
    const depth = wholeNumber(input, 'depth');
    const created = await createApplication(input.actor, {
      name: required(input, 'name'),
      ...(slug ? { slug } : {}),
      ...(instruction ? { instruction } : {}),
      ...(dataset ? { corpusHash: (await resolveVersion(dataset)).corpusHash } : {}),
      ...(budget === undefined ? {} : { budget }),
      ...(depth === undefined ? {} : { depth }),
      withKey: true,
    });
    const data = { id: created.id, slug: created.slug, key: created.key?.secret };
    return { data, text: `Created the application ${created.slug}.\nKey, shown only now: ${created.key?.secret}` };
  },
};
