import { type Entry, open, type ZipFile } from 'yauzl';
import type { ArchiveEntry } from '../extract-archive';

const openZip = (file: string): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    open(
      file,
      { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true },
      (error, zip) => (error ? reject(error) : resolve(zip)),
    );
  });

/** The Unix type bits of an entry, kept in the upper half of its external attributes: 0 when made elsewhere. */
const unixType = (entry: Entry): number => ((entry.externalFileAttributes >>> 16) & 0o170000) >>> 12;

function entryKind(entry: Entry): ArchiveEntry['kind'] {
  const type = unixType(entry);
  if (type !== 0 && type !== 0o10 && type !== 0o04) return 'other';
  return entry.fileName.endsWith('/') || type === 0o04 ? 'directory' : 'file';
}

/** Hands the entries of a zip file to `take`, one after the other. */
export async function eachZipEntry(file: string, take: (entry: ArchiveEntry) => Promise<void>): Promise<void> {
  const zip = await openZip(file);
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: Entry) => {
        if (entry.isEncrypted()) {
          reject(new Error('the entry is encrypted'));
          return;
        }
        const opened = () =>
          new Promise<NodeJS.ReadableStream>((done, fail) => {
            zip.openReadStream(entry, (error, stream) => (error ? fail(error) : done(stream)));
          });
        take({ name: entry.fileName, kind: entryKind(entry), open: opened as ArchiveEntry['open'] }).then(
          () => zip.readEntry(),
          reject,
        );
      });
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}
