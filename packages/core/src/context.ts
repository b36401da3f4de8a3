import type { Database } from '@edgesweep/db/database.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { JobReader } from './job/job-port.ts'
import type { LaneName } from './lane/lane.ts'
import type { LaneCaller } from './lane/lane-port.ts'
import type { BrowserUse } from './permit/browser-use.ts'
import type { BusyDomains } from './permit/domain-index.ts'
import type { VisitResult } from './permit/domain-permits.ts'
import type { DomainTerms } from './permit/domain-state.ts'
import type { DomainUse } from './permit/domain-use.ts'
import type { Settings } from './settings.ts'
import type { RobotsFile } from './visit/shared-robots.ts'

/** Times are epoch milliseconds. */
export interface Clock {
  now(): number
  sleep(ms: number): Promise<void>
}

/** Writes one JSON line per event. Fields never carry secrets. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void
  warn(event: string, fields?: Record<string, unknown>): void
  error(event: string, fields?: Record<string, unknown>): void
}

/** Runs `load` within the lease or permit that it needs. */
type Loading = <T extends Answered>(load: () => Promise<T>) => Promise<T>

/**
 * Reads the pages of one job in browsers, in contexts that no other job sees. `under` wraps the load only once a browser is available, so
 * that no domain permit is held during the wait for a browser. Throws when the page cannot be loaded.
 */
export interface Renderer {
  render(request: PageRequest, under: Loading): Promise<Rendered>
  /** Closes pages kept open for reuse. */
  close(): Promise<void>
}

/** A page as the browser loaded it. */
export interface Rendered extends Answered {
  page: Page
}

/** The facts of an answer that concern its domain. `retryAfterMs`: its `Retry-After`, or null. */
export interface Answered {
  status: number
  retryAfterMs: number | null
}

/** A permit; or the time in ms before the next request is useful, and the reason in words. */
export type DomainAnswer = { ok: true; token: string } | { ok: false; afterMs: number; reason: string }

/** Permits for domains (`host:port`). One object keeps those of each domain. */
export interface DomainPermits {
  /** Requests a permit for the work of a key (absent: of none), waiting at most `patienceMs`. */
  ask(domain: string, lane: LaneName, patienceMs: number, terms: DomainTerms, keyId?: string): Promise<DomainAnswer>
  renew(domain: string, token: string): Promise<void>
  /** Gives a permit back with the visit's result. Returns the time in ms for which the domain now grants no permit. */
  giveBack(domain: string, token: string, result: VisitResult): Promise<number>
  /** The robots.txt of an origin of the domain, from the cache or from `read`. All callers share the cache. */
  robots(domain: string, origin: string, read: () => Promise<RobotsFile>): Promise<RobotsFile>
}

/** Reads the state of domains for people. */
export interface DomainReader {
  /** The present state of one domain, from the domain itself. */
  use(domain: string): Promise<DomainUse>
  /** The domains that hold back most work, as they reported themselves within the last seconds. */
  busiest(most: number): Promise<BusyDomains>
}

/** Reads the use of all browsers of the deployment. */
export interface BrowserReader {
  /** Null before the first request for a browser. */
  use(): Promise<BrowserUse | null>
}

/** The A and AAAA addresses of a public name; empty when it has none. Throws `Away` when no resolver answered. */
export interface Resolve {
  (name: string): Promise<string[]>
  /** Whether the resolver answers a new question now, over the network that requests take. Absent when it would show nothing. Never throws. */
  answers?(): Promise<boolean>
}

/** A stream of bytes with a known length. */
export interface SizedStream {
  stream: ReadableStream<Uint8Array>
  /** Bytes. */
  size: number
}

/** A range of a file, at least one byte. */
interface ByteRange {
  offset: number
  bytes: number
}

/** Stores files under names derived from their content. Writing the same name twice is harmless. */
export interface FileStore {
  /** Throws, and keeps nothing, when a stream fails or its length differs from its size. */
  put(name: string, body: string | Uint8Array | SizedStream, contentType: string): Promise<void>
  /** Null when there is no such file. `size` is the body's, in bytes. `range` must lie within the file. */
  get(
    name: string,
    range?: ByteRange,
  ): Promise<{ body: ReadableStream<Uint8Array>; contentType: string; size: number } | null>
  /** Deletes files. Ignores names that do not exist. */
  delete(names: string[]): Promise<void>
}

/** A file of the bucket as it is listed. `storedAt`: by the bucket's clock, ISO 8601. */
export interface ListedFile {
  name: string
  bytes: number
  storedAt: string
}

/** Lists the files of the bucket in the order of their names' bytes. */
export interface FileLister {
  /** Up to 1,000 files of a folder (`files/`) after a name. `isLast`: no file follows. */
  list(folder: string, after: string): Promise<{ files: ListedFile[]; isLast: boolean }>
}

/** The events of jobs, each once and in order, one JSON `StreamedEvent` per message, from the first `seq` above `after`. */
export interface JobStreams {
  /** Answers a WebSocket request with a WebSocket. It closes with 1000 after the job's end; after any other close, connect again. */
  connect(jobId: string, after: number): Promise<Response>
  /** Null when the job has ended and no event is left. Ends early when the connection breaks. Cancel it when it is no longer read. */
  read(jobId: string, after: number): Promise<ReadableStream<string> | null>
}

/** Notifies workers of new work. A notification is only a hint, because the work is already in the database. */
export interface Wakes {
  files(): Promise<void>
  pipeline(name: PipelineName): Promise<void>
  imports(): Promise<void>
  /** Wakes the deliverer of webhooks after `afterSeconds`. */
  deliveries(afterSeconds: number): Promise<void>
}

/** The part of the context that enqueues file tasks. */
export interface FileWakes {
  wakes: Pick<Wakes, 'files'>
}

/** The part of the context that wakes the deliverer of webhooks. */
export interface DeliveryWakes {
  wakes: Pick<Wakes, 'deliveries'>
}

/** All that operations may need. Each operation names its part, such as `Pick<Context, 'db' | 'lanes'>`. Built once per invocation. */
export interface Context {
  db: Database
  settings: Settings
  clock: Clock
  log: Log
  fetch: typeof fetch
  resolve: Resolve
  lanes: LaneCaller
  jobs: JobReader
  streams: JobStreams
  domains: DomainPermits
  domainReader: DomainReader
  browsers: BrowserReader
  renderer: Renderer
  /** Opens the renderer of one job, which may read up to `pages` pages. Its loads are aborted when `lost` aborts. */
  openRenderer(pages: number, lost: AbortSignal, keyId: string): Renderer
  files: FileStore
  wakes: Wakes
  /** Lets work go on that others wait for, though its own request is broken off. Absent where nothing breaks it off. */
  keepAlive?(work: Promise<unknown>): void
}
