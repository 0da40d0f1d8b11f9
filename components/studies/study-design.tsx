'use client';
import { useTranslations } from 'next-intl';
import { Facts } from '@/components/ui/facts';
import { HashChip } from '@/components/ui/hash-chip';
import { Panel } from '@/components/ui/panel';
import { Time } from '@/components/ui/time';
import { useFormat } from '@/components/ui/use-format';
import type { StudyRecord } from '@/lib/contracts/studies';

/** Everything that is fixed when the study opens, with the hashes that prove it. */
export function StudyDesign({ study }: { study: StudyRecord }) {
  const t = useTranslations('studies.design');
  const format = useFormat();
  const { settings } = study;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel title={t('plan')}>
        <Facts
          facts={[
            { label: t('stopping'), value: t(`rule.${settings.stopping.kind}`) },
            { label: t('alpha'), value: format.number(settings.alpha, 3) },
            {
              label: t('effect'),
              value: t('effectValue', {
                low: format.percent(0.5 - settings.smallestEffect),
                high: format.percent(0.5 + settings.smallestEffect),
              }),
            },
            {
              label: t('sampling'),
              value: t('samplingValue', { kind: t(`sample.${settings.sampling.kind}`), seed: settings.sampling.seed }),
            },
            {
              label: t('overlap'),
              value: t('overlapValue', {
                judgments: settings.judgmentsPerQuery,
                share: format.percent(settings.overlapShare),
              }),
            },
            { label: t('repeats'), value: format.percent(settings.repeatShare) },
            { label: t('known'), value: t('knownValue', study.knownPairs) },
          ]}
        />
      </Panel>
      <Panel title={t('answers')}>
        <Facts
          facts={[
            { label: t('generator'), value: t(`made.${settings.generator.kind}`) },
            study.application !== null && { label: t('application'), value: study.application.name },
            { label: t('depth'), value: format.number(settings.depth) },
            { label: t('identity'), value: t(`identityRule.${settings.identityRule}`, { depth: settings.depth }) },
            settings.retrieval && { label: t('corpus'), value: <HashChip hash={settings.retrieval.corpusHash} /> },
            settings.instruction !== '' && { label: t('instruction'), value: settings.instruction },
          ]}
        />
      </Panel>
      <Panel title={t('proof')} description={t('proofDetail')}>
        <Facts
          facts={[
            { label: t('settingsHash'), value: study.settingsHash ? <HashChip hash={study.settingsHash} /> : '–' },
            { label: t('commitment'), value: study.commitment ? <HashChip hash={study.commitment} /> : '–' },
            { label: t('nonce'), value: study.revealedNonce ? <HashChip hash={study.revealedNonce} /> : t('secret') },
            study.openedAt !== null && { label: t('opened'), value: <Time at={study.openedAt} /> },
            study.closedAt !== null && { label: t('closed'), value: <Time at={study.closedAt} /> },
            study.closeReason !== null && { label: t('reason'), value: study.closeReason },
          ]}
        />
      </Panel>
      <Panel title={t('protocol')}>
        <p className="whitespace-pre-line text-ink-2">{settings.protocol || t('noProtocol')}</p>
      </Panel>
    </div>
  );
}
