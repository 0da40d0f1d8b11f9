/** A request that works as it stands, for a shell. */
export const retrieveExample = (origin: string, key: string): string =>
  [
    `curl ${origin}/v1/retrieve \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"query": "How much notice must a landlord give?"}'`,
  ].join('\n');
