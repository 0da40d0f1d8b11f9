/** A JSON reply that names its release in the header, as every reply of the public API does. */
export function withReleaseHeader(reply: { release: string }, body: unknown = reply): Response {
  return Response.json(body, { headers: { 'x-mixstage-release': reply.release, 'cache-control': 'no-store' } });
}
