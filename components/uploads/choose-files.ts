import type { ChosenFile } from './use-upload';

/** Files and folders that were dropped, with their paths inside the drop. */
export async function filesOfDrop(transfer: DataTransfer): Promise<ChosenFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return withoutTopFolder([...transfer.files].map((file) => ({ name: file.name, file })));
  const found = await Promise.all(entries.map(filesOfEntry));
  return withoutTopFolder(found.flat());
}

async function filesOfEntry(entry: FileSystemEntry): Promise<ChosenFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ name: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  for (;;) {
    // A reader answers a hundred entries at a time and an empty list at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) break;
    inside.push(...batch);
  }
  return (await Promise.all(inside.map(filesOfEntry))).flat();
}

/** Files of an input element; a chosen folder brings its paths. */
export const filesOfInput = (list: FileList): ChosenFile[] =>
  withoutTopFolder([...list].map((file) => ({ name: file.webkitRelativePath || file.name, file })));

/** Takes the one folder away that everything lies in, and what the system hid in it. */
export function withoutTopFolder(files: readonly ChosenFile[]): ChosenFile[] {
  const visible = files.filter(({ name }) => name.split('/').every((part) => !part.startsWith('.')));
  const tops = new Set(visible.map(({ name }) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : '')));
  if (tops.size !== 1 || tops.has('')) return visible;
  return visible.map(({ name, file }) => ({ name: name.slice(name.indexOf('/') + 1), file }));
}
