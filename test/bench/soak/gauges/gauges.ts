import { type Group, groups } from './groups.ts'
import type { Reading } from './reading.ts'

const mib = 2 ** 20

/**
 * When a figure counts as flat.
 *
 * - `flat`: its median in the last sixth exceeds that in the second sixth by at most a share and a number.
 * - `atMost`: it never exceeds a limit after the warm-up, which may depend on what is kept by design.
 * - `per`: it grows by design with a count; it grows in the last third of the time by at most a quarter more for each of them than in the third
 *   after the warm-up, and `plus`.
 */
export type Rule =
  | { kind: 'flat'; share: number; plus: number }
  | { kind: 'atMost'; limit: (reading: Reading) => number; what: string }
  | { kind: 'per'; count: (reading: Reading) => number; what: string; plus: number }

/** A figure that is followed during the load. */
export interface Gauge {
  name: string
  unit: 'MiB' | 'number'
  value(reading: Reading): number
  rule: Rule
}

/** An allowance for what a group holds for a moment: browsers and connections come and go. */
const memoryPlus: Record<Group, number> = { workerd: 40, postgres: 20, browsers: 60, 'local run': 40, runners: 40 }
const share = 0.1
const openFilesPlus = 25

/** `shared_buffers` of the local run, and the rest of the shared memory. */
const sharedMemoryMiB = 128 + 32
/** `max_wal_size` of the local run. */
const walMiB = 1_024
/** Objects of jobs that wait, run, or have expired and are deleted by their next alarm. */
const objectsUnderWay = 30
/** An object that stays open has a write-ahead log, which SQLite uses again from 1,000 pages (4 MiB) on, and 1 MiB of content. */
const objectMiB = 5
/** Files of imports that are under way, and pages whose rows are written next. */
const filesBesidePages = 20

/** The list of all figures. */
export const gauges: Gauge[] = [
  ...groups.map(
    (group): Gauge => ({
      name: `memory of ${group}`,
      unit: 'MiB',
      // The buffers of Postgres are a figure of their own.
      value: ({ groups: all }) => (all[group].memory - (group === 'postgres' ? all.postgres.shared : 0)) / mib,
      rule: { kind: 'flat', share, plus: memoryPlus[group] },
    }),
  ),
  {
    name: 'shared memory of postgres',
    unit: 'MiB',
    value: ({ groups: { postgres } }) => postgres.shared / mib,
    rule: { kind: 'atMost', limit: () => sharedMemoryMiB, what: 'shared_buffers and 32 MiB' },
  },
  ...groups.map(
    (group): Gauge => ({
      name: `open files of ${group}`,
      unit: 'number',
      value: ({ groups: all }) => all[group].files,
      rule: { kind: 'flat', share, plus: openFilesPlus },
    }),
  ),
  {
    name: 'Postgres connections',
    unit: 'number',
    value: ({ database }) => database.connections,
    rule: { kind: 'flat', share, plus: 3 },
  },
  {
    name: 'browsers',
    unit: 'number',
    value: ({ browsers }) => browsers.browsers,
    rule: { kind: 'flat', share: 0, plus: 1 },
  },
  {
    name: 'browser contexts',
    unit: 'number',
    value: ({ browsers }) => browsers.contexts,
    rule: { kind: 'flat', share: 0, plus: 2 },
  },
  {
    name: 'objects of jobs',
    unit: 'number',
    value: ({ jobObjects }) => jobObjects.files,
    rule: {
      kind: 'atMost',
      limit: ({ database }) => database.keptJobs + objectsUnderWay,
      what: `jobs whose results are kept, and ${objectsUnderWay}`,
    },
  },
  {
    name: 'emptied objects of jobs',
    unit: 'number',
    value: ({ jobObjects }) => jobObjects.emptied,
    rule: {
      kind: 'atMost',
      limit: ({ database }) => database.endedJobs - database.keptJobs + objectsUnderWay,
      what: `jobs whose results have expired, and ${objectsUnderWay}`,
    },
  },
  {
    name: 'size of the objects of jobs',
    unit: 'MiB',
    value: ({ jobObjects }) => jobObjects.bytes / mib,
    rule: {
      kind: 'per',
      count: ({ jobObjects }) => jobObjects.files + jobObjects.emptied,
      what: 'object, emptied or not',
      plus: 4,
    },
  },
  {
    name: 'other objects',
    unit: 'number',
    // A new object is empty until SQLite copies its write-ahead log for the first time.
    value: ({ otherObjects }) => otherObjects.files + otherObjects.emptied,
    rule: { kind: 'flat', share: 0, plus: 0 },
  },
  {
    name: 'size of the other objects',
    unit: 'MiB',
    value: ({ otherObjects }) => otherObjects.bytes / mib,
    rule: {
      kind: 'atMost',
      limit: ({ otherObjects }) => objectMiB * (otherObjects.files + otherObjects.emptied),
      what: `${objectMiB} MiB each`,
    },
  },
  {
    name: 'database',
    unit: 'MiB',
    value: ({ database }) => database.bytes / mib,
    rule: { kind: 'per', count: ({ database }) => database.rows, what: 'row', plus: 4 },
  },
  {
    name: 'write-ahead log',
    unit: 'MiB',
    value: ({ database }) => database.walBytes / mib,
    rule: { kind: 'atMost', limit: () => walMiB, what: 'max_wal_size' },
  },
  {
    name: 'files in the bucket',
    unit: 'number',
    value: ({ bucket }) => bucket.files,
    rule: {
      kind: 'atMost',
      limit: ({ database }) => database.pageFiles + filesBesidePages,
      what: `kept pages, and ${filesBesidePages}`,
    },
  },
  {
    name: 'size of the bucket',
    unit: 'MiB',
    value: ({ bucket }) => bucket.bytes / mib,
    rule: { kind: 'per', count: ({ database }) => database.pageFiles, what: 'kept page', plus: 2 },
  },
  {
    name: 'logs',
    unit: 'MiB',
    value: ({ logs }) => logs.bytes / mib,
    rule: { kind: 'per', count: ({ seconds }) => seconds, what: 'second', plus: 1 },
  },
  {
    name: 'temporary files',
    unit: 'MiB',
    value: ({ temporary }) => temporary.bytes / mib,
    rule: { kind: 'flat', share, plus: 8 },
  },
]
