import { createHmac } from 'node:crypto';
import { canonicalJson, secretsEqual, sha256 } from '@/lib/foundation/hash';

/** What an opaque answer is behind the scenes: an arm, or the expected or other answer of a pair whose better side is known. */
export type SideMeaning = 'arm_a' | 'arm_b' | 'expected' | 'other';

/** The secret of a study: meaning of each opaque answer, and the nonce that decides sides. */
export type StudySecret = { nonce: string; mapping: Readonly<Record<string, SideMeaning>> };

/**
 * The commitment to a secret that is published when a study opens: SHA-256 of the canonical JSON of mapping and nonce. The
 * 256-bit nonce keeps anybody from trying out mappings.
 */
export const commitmentOf = ({ nonce, mapping }: StudySecret): string => sha256(canonicalJson({ mapping, nonce }));

/** Whether a revealed secret is the one that was committed to. */
export const matchesCommitment = (secret: StudySecret, commitment: string): boolean =>
  secretsEqual(commitmentOf(secret), commitment);

/**
 * A number in [0, 1) that only the holder of the nonce can compute, and anybody can check once it is revealed.
 *
 * @param label names the decision, such as one judge's view of one item; the same label gives the same number
 */
export function secretUniform(nonce: string, label: string): number {
  const digest = createHmac('sha256', nonce).update(label).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
