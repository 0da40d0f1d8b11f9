import { toMixstageError } from '@/lib/foundation/errors';
import { checkModel, type ModelCheckRequest } from '../checking/check-model';

/**
 * Entry of the process that tries a new model: one request by message, one answer, end. It has an empty environment and
 * an empty working directory, and whoever started it kills it when it takes too long or too much.
 */
process.once('message', async (request: ModelCheckRequest) => {
  const answer = await checkModel(request).then(
    (result) => ({ isOk: true as const, result }),
    (error: unknown) => {
      const { code, message } = toMixstageError(error);
      return { isOk: false as const, code, message };
    },
  );
  process.send?.(answer, () => process.exit(0));
});
