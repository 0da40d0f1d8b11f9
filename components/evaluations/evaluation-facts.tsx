'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Facts } from '@/components/ui/facts';
import { HashChip } from '@/components/ui/hash-chip';
import { Panel } from '@/components/ui/panel';
import { ExactTime } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { Evaluation } from '@/lib/contracts/evaluations';

/** Everything an evaluation was made from, by content: enough to know whether it could be repeated. */
export function EvaluationFacts({ evaluation }: { evaluation: Evaluation }) {
  const t = useTranslations('evaluations.facts');
  const format = useFormat();
  const { inputs, machine, dataset } = evaluation;
  return (
    <div className="grid items-start gap-6 xl:grid-cols-2">
      <Panel title={t('title')} description={t('detail')}>
        <Facts
          facts={[
            { label: t('hash'), value: <HashChip hash={evaluation.hash} /> },
            {
              label: t('created'),
              value: (
                <>
                  <ExactTime at={evaluation.createdAt} /> · {evaluation.createdBy.name}
                </>
              ),
            },
            {
              label: t('dataset'),
              value: dataset ? (
                <Link href={`/datasets/${dataset.slug}`} className="hover:underline">
                  {t('version', { name: dataset.name, version: dataset.version })}
                </Link>
              ) : (
                t('gone')
              ),
            },
            inputs.dataset !== null && {
              label: t('datasetHash'),
              value: <HashChip hash={inputs.dataset.contentHash} />,
            },
            inputs.dataset !== null && { label: t('corpusHash'), value: <HashChip hash={inputs.dataset.corpusHash} /> },
            { label: t('split'), value: evaluation.split ?? '–' },
            { label: t('instruction'), value: inputs.instruction || t('noInstruction') },
            { label: t('seed'), value: String(evaluation.seed) },
            {
              label: t('machine'),
              value: `${machine.cpu} · ${t('cores', { count: machine.cores })} · ${format.bytes(machine.memoryBytes)}`,
            },
            { label: t('software'), value: `Node ${machine.node} · ${machine.platform}` },
            evaluation.jobId !== null && {
              label: t('job'),
              value: (
                <Link href={`/jobs/${evaluation.jobId}`} className="text-accent hover:underline">
                  {t('log')}
                </Link>
              ),
            },
          ]}
        />
      </Panel>
      <Panel title={t('inputs')}>
        <Facts
          facts={[
            ...inputs.checkpoints.map((checkpoint) => ({
              label: (
                <Link href={`/checkpoints/${checkpoint.id}`} className="hover:underline">
                  {checkpoint.name}
                </Link>
              ),
              value: <HashChip hash={checkpoint.contentHash} />,
            })),
            ...inputs.indexes.map((index) => ({
              label: t('index', { id: index.id.slice(0, 8) }),
              value: <HashChip hash={index.manifestHash} />,
            })),
            ...inputs.files.map((file) => ({
              label: t('file', { role: file.role }),
              value: <HashChip hash={file.sha256} />,
            })),
            ...inputs.evaluations.map((other) => ({
              label: (
                <Link href={`/evaluations/${other.id}`} className="hover:underline">
                  {t('evaluation', { id: other.id.slice(0, 8) })}
                </Link>
              ),
              value: <HashChip hash={other.hash} />,
            })),
          ]}
        />
      </Panel>
    </div>
  );
}
