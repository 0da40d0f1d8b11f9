/** What is set before a query: the instruction in the model's form where it has one, else the stored prompt. */
export function promptOfQuery(
  { queryPrompt, instructionTemplate }: { queryPrompt: string; instructionTemplate: string | null },
  instruction?: string,
): string {
  if (!instruction || !instructionTemplate) return queryPrompt;
  // A function, because a text may hold what `replace` would take for a pattern ($&).
  return instructionTemplate.replace('{instruction}', () => instruction);
}
