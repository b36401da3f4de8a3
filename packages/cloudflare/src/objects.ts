import type { DurableObjectNamespace } from '@cloudflare/workers-types'
import type { DomainAnswer } from '@edgesweep/core/context.ts'
import type {
  ItemReport,
  ItemResult,
  JobView,
  LoggedEvent,
  ReportAnswer,
  TakenItems,
} from '@edgesweep/core/job/job-port.ts'
import type { JobHeader, JobItem, Revival } from '@edgesweep/core/job/job-state.ts'
import type { LaneAddress } from '@edgesweep/core/lane/job-id.ts'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import type { GivenUpStatus } from '@edgesweep/core/lane/lane-state.ts'
import type { BrowserAnswer, BrowserAsk } from '@edgesweep/core/permit/browser-desk.ts'
import type { BrowserUse } from '@edgesweep/core/permit/browser-use.ts'
import type { BusyDomains } from '@edgesweep/core/permit/domain-index.ts'
import type { VisitResult } from '@edgesweep/core/permit/domain-permits.ts'
import type { DomainTerms } from '@edgesweep/core/permit/domain-state.ts'
import type { DomainUse } from '@edgesweep/core/permit/domain-use.ts'
import type { SentRobots } from '@edgesweep/core/visit/sent-robots.ts'

type Answer<T> = T | Promise<T>

/** The methods of the Durable Object class `JobStatus`. There is one object per job, named by the job's id. */
export interface JobStatusObject {
  take(
    header: JobHeader,
    plan: Array<Pick<JobItem, 'label' | 'follows'>>,
    token: string,
    attempt: number,
    start: number,
  ): Answer<TakenItems | null>
  giveUp(header: JobHeader, status: GivenUpStatus, reason: string): Answer<void>
  startItem(token: string, index: number): Answer<boolean>
  reportItem(token: string, index: number, report: ItemReport): Answer<ReportAnswer | null>
  cancel(): Answer<boolean>
  revive(items: Revival): Answer<'revived' | 'nothing_to_do' | null>
  read(): Answer<JobView | null>
  results(from: number, limit: number): Answer<{ job: JobView; items: ItemResult[] } | null>
  /**
   * This method and the next got new names because their meaning changed. While two versions are deployed, a call under an old name must fail.
   */
  readOutbox(): Answer<{ job: JobView; entries: LoggedEvent[] } | null>
  acknowledgeUpTo(seq: number): Answer<void>
}

/** The methods of the Durable Object class `Permits` for one domain. The object has the name `domainName`. */
export interface DomainObject {
  /**
   * The name differs from the old `askDomain`, which took other arguments. While two versions are deployed, a call under the old name must fail.
   */
  askDomainPermit(lane: LaneName, patienceMs: number, terms: DomainTerms, keyId?: string): Answer<DomainAnswer>
  renewDomain(token: string): Answer<void>
  domainUse(): Answer<DomainUse>
  /** Gives a permit back. Returns the time in ms for which the domain now grants no permit. */
  returnDomain(token: string, result: VisitResult): Answer<number>
  /** Null when the file is unknown or has expired. */
  robots(origin: string): Answer<SentRobots | null>
  keepRobots(origin: string, file: SentRobots): Answer<void>
}

/** The methods of the Durable Object class `Permits` for the index of busy domains: those of `DomainIndex`. The object is named `domains`. */
export interface DomainsObject {
  reportDomain(domain: string, use: DomainUse, leaseMs: number): Answer<number>
  busiestDomains(most: number): Answer<BusyDomains>
}

/** The methods of the Durable Object class `Permits` for all browser sessions: those of `BrowserDesk`. The object is named `browsers`. */
export interface BrowsersObject {
  askBrowser(ask: BrowserAsk): Answer<BrowserAnswer>
  browserLaunched(token: string, sessionId: string): Answer<boolean>
  browserNotLaunched(token: string, pauseMs: number, mayRun?: boolean): Answer<void>
  renewBrowser(tokens: string[]): Answer<string[]>
  keepBrowser(token: string): Answer<boolean>
  returnBrowser(token: string, broken: boolean, bytes: number | null): Answer<string[]>
  browsersClosed(sessionIds: string[]): Answer<void>
  browserUse(): Answer<BrowserUse | null>
}

const domainPrefix = 'domain:'

/** The name of the `Permits` object of a domain. */
export const domainName = (domain: string): string => `${domainPrefix}${domain}`

/** The domain of a `Permits` object with this name. */
export const domainOf = (name: string): string => name.slice(domainPrefix.length)

/** The name of the `Lane` object of a shard. */
export const laneName = ({ lane, shard }: LaneAddress): string => `${lane}:${shard}`

/** An object as seen through its stub: the same methods, with promises as answers. */
export type Remote<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>> : never
}

/** The stub of the object with that name. `T` is the interface that its class implements. */
export function objectNamed<T>(namespace: DurableObjectNamespace, name: string): Remote<T> {
  return namespace.get(namespace.idFromName(name)) as unknown as Remote<T>
}
