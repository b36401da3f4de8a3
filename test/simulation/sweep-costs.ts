import type { SweepOptions, SweepResult } from './sweeps.ts'

/** In dollars, by the price lists of Cloudflare (paid plan) and Neon (Launch) of November 2026, beyond the included amounts. Prices change. */
const prices = {
  cpuPerMillionMs: 0.02,
  objectRequestsPerMillion: 0.15,
  objectGigabyteSecondsPerMillion: 12.5,
  objectRowsWrittenPerMillion: 1,
  browserHour: 0.09,
  concurrentBrowser: 2,
  browsersIncluded: 10,
  filesWrittenPerMillion: 4.5,
  filesGigabyteMonth: 0.015,
  computeUnitHour: 0.106,
  databaseGigabyteMonth: 0.35,
}

/** Assumptions beyond the simulated figures. */
export const assumptions = {
  /** CPU time of a Worker to request, read and report one page. */
  workerCpuMsPerPage: 15,
  /** CPU time of Postgres for an outlet's lease, two readings, platform status and items. */
  databaseCpuMsPerOutlet: 15,
  /** The time that an object is awake per request, and its memory. */
  objectMsPerRequest: 10,
  objectGigabytes: 0.128,
  /** Rows written by a job's object for each item that begins or ends, with its event; by other objects for each request. */
  rowsWrittenPerJobRequest: 2,
  rowsWrittenPerRequest: 1,
  items: 20,
  /** The share of an outlet's items that change between two sweeps. */
  changedShare: 0.02,
  /** The share of pages whose bytes changed since the previous sweep. */
  changedPages: 0.5,
  pageBytes: 60_000,
  pageDays: 7,
  snapshotDays: 30,
  /** The bytes of a stored snapshot, including indexes. */
  snapshotBytes: 200,
  statusBytes: 110,
  eventBytes: 400,
  /** How long change events are kept. */
  eventDays: 365,
  /** The planned load of a compute unit, which is one processor. */
  plannedLoad: 0.5,
}

const monthSeconds = 30 * 86_400

/** Dollars a month by purpose. */
export function monthlyCosts({ outlets, intervalSeconds }: SweepOptions, found: SweepResult): Record<string, number> {
  const a = assumptions
  const { requests, pages, seconds, browsersUp } = found
  const sweepsOfOutlets = (outlets / intervalSeconds) * monthSeconds
  const pagesRead = ((pages.fetched + pages.rendered) / seconds) * monthSeconds
  const others = requests.lane + requests.domains + requests.browsers
  const objectRequests = (requests.job + others) * monthSeconds
  const rowsWritten = (requests.job * a.rowsWrittenPerJobRequest + others * a.rowsWrittenPerRequest) * monthSeconds
  const awake = (objectRequests * a.objectMsPerRequest * a.objectGigabytes) / 1000
  // The list page of each sweep is stored. The page of the scan is not.
  const files = sweepsOfOutlets * a.changedPages
  const fileGigabytes = (files / 30) * a.pageDays * (a.pageBytes / 1e9)
  const changesADay = (sweepsOfOutlets / 30) * a.items * a.changedShare
  const databaseGigabytes =
    (changesADay * (a.snapshotDays * a.snapshotBytes + a.eventDays * a.eventBytes) +
      (sweepsOfOutlets / 30) * a.snapshotDays * a.statusBytes) /
    1e9
  const units = Math.max(
    1,
    Math.ceil(((outlets / intervalSeconds) * (a.databaseCpuMsPerOutlet / 1000)) / a.plannedLoad),
  )
  return {
    browsers:
      browsersUp * (monthSeconds / 3600) * prices.browserHour +
      Math.max(0, browsersUp - prices.browsersIncluded) * prices.concurrentBrowser,
    'objects: rows': (rowsWritten / 1e6) * prices.objectRowsWrittenPerMillion,
    'objects: requests and time':
      (objectRequests / 1e6) * prices.objectRequestsPerMillion + (awake / 1e6) * prices.objectGigabyteSecondsPerMillion,
    Workers: ((pagesRead * a.workerCpuMsPerPage) / 1e6) * prices.cpuPerMillionMs,
    'raw pages': (files / 1e6) * prices.filesWrittenPerMillion + fileGigabytes * prices.filesGigabyteMonth,
    'Neon, compute': units * (monthSeconds / 3600) * prices.computeUnitHour,
    'Neon, storage': databaseGigabytes * prices.databaseGigabyteMonth,
  }
}
