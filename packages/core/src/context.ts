import type { Database } from '@edgesweep/db/database.ts'
import type { PipelineName } from '@edgesweep/db/pipelines.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { JobReader, JobWorker } from './job/job-port.ts'
import type { Lane } from './lane/lane.ts'
import type { LaneCaller, LaneWorker } from './lane/lane-port.ts'
import type { BrowserUse } from './permit/browser-use.ts'
import type { DomainTerms, VisitResult } from './permit/domain-permits.ts'
import type { Settings } from './settings.ts'
import type { RobotsFile } from './visit/robots-file.ts'

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
type Loading = <T extends Answered>(load: () => Promise<T>) => Promise<T>

/**
 * Reads the pages of one job in browsers, in contexts that no other job ever sees. A page is loaded inside `under`, once a browser
 * is at hand: a domain's permit is not held while one is waited for. Throws when the page cannot be had.
 */
export interface Renderer {
  render(request: PageRequest, under: Loading): Promise<Rendered>
  /** Closes what it has kept open for a further page. */
  close(): Promise<void>
}

/** A page as a browser had it. */
export interface Rendered extends Answered {
  page: Page
}

/** What an answer says of its domain. `retryAfterMs`: its `Retry-After`, null where there is none. */
export interface Answered {
  status: number
  retryAfterMs: number | null
}

/** A permit, or how long (ms) asking again makes no sense and what holds the request back, in words. */
export type DomainAnswer = { ok: true; token: string } | { ok: false; afterMs: number; reason: string }

/** Permits for domains (`host:port`), each kept by an object of its own. */
export interface DomainPermits {
  /** Waits in line for `patienceMs` at most. */
  ask(domain: string, lane: Lane, patienceMs: number, terms: DomainTerms): Promise<DomainAnswer>
  renew(domain: string, token: string): Promise<void>
  /** Ends a permit with what came of it; gives how long (ms) the domain is left alone because of it. */
  giveBack(domain: string, token: string, result: VisitResult): Promise<number>
  /** The robots.txt of an origin of the domain: as known, or as `read` gives it, which is then known to all. */
  robots(domain: string, origin: string, read: () => Promise<RobotsFile>): Promise<RobotsFile>
}

/** What is known of the browsers of the whole deployment. */
export interface BrowserReader {
  /** Null before the first was asked for. */
  use(): Promise<BrowserUse | null>
}

/** The addresses, A and AAAA, of a public name; none when it has none. Throws when nobody could be asked. */
export type Resolve = (name: string) => Promise<string[]>

/** Bytes that come by and by, as many as is told beforehand. */
export interface SizedStream {
  stream: ReadableStream<Uint8Array>
  /** Bytes. */
  size: number
}

/** A stretch of a file, one byte or more. */
interface ByteRange {
  offset: number
  bytes: number
}

/** Bytes under a name that says what they are. Writing the same name twice is harmless. */
export interface FileStore {
  /** Throws, and keeps nothing, when a stream breaks off or is not as long as was told. */
  put(name: string, body: string | Uint8Array | SizedStream, contentType: string): Promise<void>
  /** Null when there is no such file. `size` is the body's, in bytes; of `range`, which must be within the file, where that is given. */
  get(
    name: string,
    range?: ByteRange,
  ): Promise<{ body: ReadableStream<Uint8Array>; contentType: string; size: number } | null>
  /** What is not there need not be deleted. */
  delete(names: string[]): Promise<void>
}

/** The events of jobs as they come, each once and in order, one `StreamedEvent` in JSON a message: those with a `seq` beyond `after`. */
export interface JobStreams {
  /** Answers a request for a WebSocket with one. It is closed with 1000 after the job's end, and otherwise to be asked for again. */
  connect(jobId: string, after: number): Promise<Response>
  /** Null when the job has ended and nothing more will come. Ends early where the connection breaks; to be cancelled when nobody reads it any more. */
  read(jobId: string, after: number): Promise<ReadableStream<string> | null>
}

/** Tells those who wait for work that there is some. What is told is only a hint: the work is in the database already. */
export interface Wakes {
  files(): Promise<void>
  pipeline(name: PipelineName): Promise<void>
  imports(): Promise<void>
}

/** What those need who have files fetched. */
export interface FileWakes {
  wakes: Pick<Wakes, 'files'>
}

/** What an operation may need; each names its part, `Pick<Context, 'db' | 'lanes'>`. Built once an invocation, in the app's `context.ts`. */
export interface Context {
  db: Database
  settings: Settings
  clock: Clock
  log: Log
  fetch: typeof fetch
  resolve: Resolve
  lanes: LaneCaller & LaneWorker
  jobs: JobReader & JobWorker
  streams: JobStreams
  domains: DomainPermits
  browsers: BrowserReader
  renderer: Renderer
  /** Makes the renderer of one job; `pages`: how many the job may read at most. What it loads is broken off when `lost` aborts. */
  openRenderer(pages: number, lost: AbortSignal): Renderer
  files: FileStore
  wakes: Wakes
}
