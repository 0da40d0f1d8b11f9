'use client';
import { useTranslations } from 'next-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { Panel } from '@/components/ui/panel';
import { RadioCards } from '@/components/ui/radio-cards';
import { Select } from '@/components/ui/select';
import type { StudyOptions } from '@/lib/contracts/studies';
import { FileTextField } from './file-text-field';
import { corpusOf, type StudyDraft } from './study-draft';

export type SectionProps = {
  draft: StudyDraft;
  options: StudyOptions;
  onChange: (changes: Partial<StudyDraft>) => void;
};
const whole = '__whole';

/** What is compared and how its answers come about. */
export function ArmsSection({ draft, options, onChange }: SectionProps) {
  const t = useTranslations('studies.new');
  const studies = useTranslations('studies');
  const isImported = draft.answers === 'imported';
  return (
    <Panel title={t('arms')} description={t('armsDetail')}>
      <div className="flex flex-col gap-4">
        <Field label={t('name')} hint={t('nameHint')} isRequired>
          {(control) => (
            <Input
              {...control}
              value={draft.name}
              maxLength={200}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          )}
        </Field>
        <RadioCards
          label={t('answers')}
          value={draft.answers}
          onChange={(answers) => onChange({ answers })}
          options={[
            { value: 'extractive', label: t('made.extractive'), note: t('made.extractiveNote') },
            {
              value: 'chat',
              label: t('made.chat'),
              note: options.hasChatServer ? t('made.chatNote') : t('made.chatMissing'),
              isDisabled: !options.hasChatServer,
            },
            { value: 'imported', label: t('made.imported'), note: t('made.importedNote') },
          ]}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          {(['champion', 'challenger'] as const).map((arm) =>
            isImported ? (
              <Field key={arm} label={studies(arm)} hint={t('importedName')} isRequired>
                {(control) => (
                  <Input
                    {...control}
                    value={arm === 'champion' ? draft.championName : draft.challengerName}
                    onChange={(event) =>
                      onChange(
                        arm === 'champion'
                          ? { championName: event.target.value }
                          : { challengerName: event.target.value },
                      )
                    }
                  />
                )}
              </Field>
            ) : (
              <Field key={arm} label={studies(arm)} hint={t(`${arm}Hint`)} isRequired>
                {(control) => (
                  <ArmSelect
                    {...control}
                    options={options}
                    value={draft[arm]}
                    onChange={(value) => onChange({ [arm]: value })}
                  />
                )}
              </Field>
            ),
          )}
        </div>
        {!isImported && <RetrievalFields draft={draft} options={options} onChange={onChange} />}
        <Field label={t('hiddenNames')} hint={t('hiddenNamesHint')}>
          {(control) => (
            <Input
              {...control}
              value={draft.hiddenNames}
              onChange={(event) => onChange({ hiddenNames: event.target.value })}
            />
          )}
        </Field>
        <Checkbox
          label={t('aa')}
          hint={t('aaHint')}
          isChecked={draft.isAaStudy}
          onChange={(isAaStudy) => onChange({ isAaStudy })}
        />
      </div>
    </Panel>
  );
}

function ArmSelect({
  options,
  value,
  onChange,
  ...control
}: {
  options: StudyOptions;
  value: string;
  onChange: (value: string) => void;
  id: string;
}) {
  const t = useTranslations('studies.new');
  return (
    <Select
      id={control.id}
      value={value || undefined}
      onChange={onChange}
      placeholder={t('choose')}
      groups={[
        {
          label: t('releases'),
          options: options.releases.map((release) => ({
            value: `release:${release.id}`,
            label: t('release', { number: release.number }),
            note: release.isLive ? t('live', { name: release.name }) : release.name,
          })),
        },
        {
          label: t('configurations'),
          options: options.configurations.map((configuration) => ({
            value: `configuration:${configuration.id}`,
            label: configuration.name,
          })),
        },
      ]}
    />
  );
}

function RetrievalFields({ draft, options, onChange }: SectionProps) {
  const t = useTranslations('studies.new');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('application')} hint={t('applicationHint')}>
        {(control) => (
          <Select
            id={control.id}
            value={draft.applicationId || undefined}
            placeholder={t('choose')}
            onChange={(applicationId) =>
              onChange({
                applicationId,
                depth: String(options.applications.find(({ id }) => id === applicationId)?.depth ?? draft.depth),
              })
            }
            options={options.applications.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </Field>
      <Field label={t('corpus')} hint={t('corpusHint')} isRequired>
        {(control) => (
          <Select
            id={control.id}
            value={corpusOf(draft, options) || undefined}
            placeholder={t('choose')}
            onChange={(corpusHash) => onChange({ corpusHash })}
            options={options.corpora.map(({ hash, name }) => ({ value: hash, label: name }))}
          />
        )}
      </Field>
      <Field label={t('depth')} hint={t('depthHint')}>
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={100}
            value={draft.depth}
            onChange={(event) => onChange({ depth: event.target.value })}
            className="w-28"
          />
        )}
      </Field>
      {draft.answers === 'chat' && (
        <Field label={t('instruction')} hint={t('instructionHint')} className="sm:col-span-2">
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              value={draft.instruction}
              onChange={(event) => onChange({ instruction: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

/** Which queries the sample is drawn from, and the pairs whose better answer is known. */
export function QueriesSection({ draft, options, onChange }: SectionProps) {
  const t = useTranslations('studies.new');
  const dataset = options.datasets.find(({ versionId }) => versionId === draft.versionId);
  return (
    <Panel title={t('queries')} description={t('queriesDetail')}>
      <div className="flex flex-col gap-4">
        <RadioCards
          label={t('queries')}
          columns={2}
          value={draft.source}
          onChange={(source) => onChange({ source })}
          options={[
            { value: 'dataset', label: t('fromDataset') },
            { value: 'file', label: t('fromFile') },
          ]}
        />
        {draft.source === 'file' ? (
          <FileTextField
            label={t('queriesFile')}
            hint={t('queriesFileHint')}
            onChange={(content) => onChange({ queriesFile: content ?? '' })}
          />
        ) : (
          <div className="grid gap-4 sm:grid-cols-3">
            <Field label={t('dataset')} isRequired>
              {(control) => (
                <Select
                  id={control.id}
                  value={draft.versionId || undefined}
                  placeholder={t('choose')}
                  onChange={(versionId) => onChange({ versionId, split: '', stratumField: '' })}
                  options={options.datasets.map((entry) => ({
                    value: entry.versionId,
                    label: entry.name,
                    note: t('queryCount', { count: entry.queries }),
                  }))}
                />
              )}
            </Field>
            <Field label={t('split')}>
              {(control) => (
                <Select
                  id={control.id}
                  disabled={!dataset}
                  value={draft.split || whole}
                  onChange={(split) => onChange({ split: split === whole ? '' : split })}
                  options={[
                    { value: whole, label: t('allQueries') },
                    ...(dataset?.splits ?? []).map(({ name, queries }) => ({
                      value: name,
                      label: name,
                      note: t('queryCount', { count: queries }),
                    })),
                  ]}
                />
              )}
            </Field>
            <Field label={t('strata')}>
              {(control) => (
                <Select
                  id={control.id}
                  disabled={!dataset || dataset.metadataFields.length === 0}
                  value={draft.stratumField || whole}
                  onChange={(field) => onChange({ stratumField: field === whole ? '' : field })}
                  options={[
                    { value: whole, label: t('noStrata') },
                    ...(dataset?.metadataFields ?? []).map((name) => ({ value: name, label: name })),
                  ]}
                />
              )}
            </Field>
          </div>
        )}
        <FileTextField
          label={t('knownPairs')}
          hint={t('knownPairsHint')}
          onChange={(content) => onChange({ knownPairsFile: content ?? '' })}
        />
      </div>
    </Panel>
  );
}
