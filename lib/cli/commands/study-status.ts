import { studyProgress } from '@/lib/judging/study-progress';
import { getStudy, listStudies } from '@/lib/judging/study-report';
import { type Command, table } from '../command';

export const command: Command = {
  summary: 'Tell how far studies are; never a direction while one is open',
  args: '[study]',
  arity: [0, 1],
  async run({ actor, args: [id] }) {
    if (id === undefined) {
      const studies = await listStudies(actor);
      const rows = studies.map((study) => [
        study.id,
        study.state,
        study.createdAt.toISOString().slice(0, 10),
        study.name,
      ]);
      const data = studies.map(({ id: studyId, name, state, createdAt }) => ({ id: studyId, name, state, createdAt }));
      return { data, text: table(['id', 'state', 'made', 'name'], rows) };
    }
    const [study, progress] = [await getStudy(actor, id), await studyProgress(actor, id)];
    const { items, ...counts } = progress;
    const rows = Object.entries({ ...counts, ...items }).map(([name, value]) => [name, String(value)]);
    return { data: { id, name: study.name, ...progress }, text: `${study.name}\n${table(['what', 'value'], rows)}` };
  },
};
