import type { Database } from '@edgesweep/db/database.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site.ts'
import type { JobReader, JobWorker } from './job/job-port.ts'
import type { Lane } from './lane/lane.ts'
import type { LaneCaller, LaneWorker } from './lane/lane-port.ts'
import type { Settings } from './settings.ts'

/** Epoch milliseconds, and a pause. */
export interface Clock {
  now(): number
  sleep(ms: number): Promise<void>
}

/** One JSON line each. Fields never carry secrets. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void
  warn(event: string, fields?: Record<string, unknown>): void
  error(event: string, fields?: Record<string, unknown>): void
}

/** Runs what loads a page, under whatever it needs for that long. */
export type Loading = <T>(load: () => Promise<T>) => Promise<T>

/**
 * Reads a page in a browser, in a context of its own. The loading alone runs inside `under`, once a browser is at hand: a domain's
 * permit is not held while a browser is waited for. Throws when the page cannot be had.
 */
export interface Renderer {
  render(request: PageRequest, under: Loading): Promise<Page>
}

/** Permits for one domain. `null`: none to be had before `until` passed. */
export interface DomainPermits {
  ask(domain: string, lane: Lane, until: number): Promise<{ token: string } | null>
  giveBack(domain: string, token: string): Promise<void>
}

/** Bytes under a name that says what they are. Writing the same name twice is harmless. */
export interface FileStore {
  put(name: string, body: string | Uint8Array, contentType: string): Promise<void>
}

/** What an operation may need; each names its part, `Pick<Context, 'db' | 'lanes'>`. Built once an invocation, in the app's `context.ts`. */
export interface Context {
  db: Database
  settings: Settings
  clock: Clock
  log: Log
  fetch: typeof fetch
  lanes: LaneCaller & LaneWorker
  jobs: JobReader & JobWorker
  domains: DomainPermits
  renderer: Renderer
  files: FileStore
}
