import type { CorpusReader } from '@/lib/datasets/corpus-files';
import { openCorpus } from '@/lib/datasets/corpus-files';
import { createCorpusWriter, type NewDocument } from '@/lib/datasets/corpus-writer';

/** Stores a corpus under a data folder as an import would, and opens it. */
export async function storeCorpus(dataDir: string, documents: readonly NewDocument[]): Promise<CorpusReader> {
  const writer = await createCorpusWriter(dataDir);
  for (const document of documents) await writer.write(document);
  const { hash } = await writer.finish();
  return openCorpus(dataDir, hash);
}

/** Documents in two languages, with a repeated text and one without any letter. */
export const mixedDocuments: readonly NewDocument[] = [
  { id: 'd1', title: '民法典第一条', text: '承租人应当按照约定支付租金。' },
  { id: 'd2', title: '民法典第二条', text: '出租人应当返还押金。IT 服务另行约定。' },
  { id: 'd3', title: 'Termination', text: 'Either party may terminate this agreement with thirty days notice.' },
  { id: 'd4', title: '', text: 'The tenant pays the deposit; the deposit is returned with interest.' },
  { id: 'd5', title: '', text: 'The tenant pays the deposit; the deposit is returned with interest.' },
  { id: 'd6', title: '', text: '—' },
];
