import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../../shared');

/** Path of a file or folder of the customer's shared material, which lies beside the repository; it may be absent. */
export const sharedPath = (...parts: string[]): string => path.join(root, ...parts);

/** Whether that shared file or folder is there. A stranger's clone has none, and its tests say so and skip. */
export const hasShared = (...parts: string[]): boolean => existsSync(sharedPath(...parts));

/** The reason to print in the name of a test that needs shared material. */
export const needsShared = 'needs ../shared, which a plain clone does not have';
