export { JobStatus } from './job-status.ts'
export { Lane } from './lane.ts'
export { Permits } from './permits.ts'

/** This Worker only holds objects; nothing is served from it. */
export default {
  fetch: () => new Response('not found\n', { status: 404 }),
} satisfies ExportedHandler<Env>
