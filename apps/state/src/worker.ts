export { JobStatus } from './job-status.ts'
export { Lane } from './lane.ts'
export { Permits } from './permits.ts'

/** This Worker only holds objects. Every HTTP request gets 404. */
export default {
  fetch: () => new Response('not found\n', { status: 404 }),
} satisfies ExportedHandler<Env>
