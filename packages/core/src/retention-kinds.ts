/** A kind of stored things that go when they are old. */
interface RetentionDescriptor {
  /** What goes, for people. */
  what: string
  /** From when the days count. */
  since: string
  /** The environment variable with the days. */
  variable: string
  /** Days without the variable; null: for ever. */
  days: number | null
  /** The kind whose days hold without the variable, if that kind's variable is set. */
  follows?: 'jobs'
  /** The fewest days that the variable may set. */
  least: number
  /** Whether the variable may be `forever`. */
  mayStay: boolean
}

/** The closed list of what goes when it is old. The shell, the settings, the dry run and the documentation follow it. */
export const retentionKinds = {
  jobs: {
    what: 'rows of ended jobs',
    since: 'the end of the job',
    variable: 'JOB_RETENTION_DAYS',
    days: 30,
    least: 1,
    mayStay: true,
  },
  dead_letters: {
    what: 'rows of jobs that are dead letters',
    since: 'the end of the job',
    variable: 'DEAD_LETTER_RETENTION_DAYS',
    days: 30,
    follows: 'jobs',
    least: 1,
    mayStay: true,
  },
  job_pages: {
    what: 'pages that jobs of the kind `page` keep',
    since: 'the newest reading of the same content',
    variable: 'JOB_PAGE_RETENTION_DAYS',
    days: 30,
    // A job may take a day after the reading, and its results may name the page for 7 days.
    least: 9,
    mayStay: true,
  },
  sweeps: {
    what: 'rows of ended sweeps',
    since: 'the end of the sweep',
    variable: 'SWEEP_RETENTION_DAYS',
    days: 90,
    least: 1,
    mayStay: true,
  },
  pages: {
    what: 'pages of sweeps, with their rows',
    since: 'the end of the day (UTC) of the reading',
    variable: 'PAGE_RETENTION_DAYS',
    days: 7,
    least: 1,
    mayStay: true,
  },
  files: {
    what: 'files of jobs and creatives, with their file tasks',
    since: 'the end of the file task',
    variable: 'FILE_RETENTION_DAYS',
    days: 365,
    // As for pages: results may name the file.
    least: 9,
    mayStay: true,
  },
  imports: {
    what: 'rows of ended imports, with their reject files',
    since: 'the end of the import',
    variable: 'IMPORT_RETENTION_DAYS',
    days: 90,
    least: 1,
    mayStay: true,
  },
  deliveries: {
    what: 'done and dead deliveries, with their attempts',
    since: 'the creation of the delivery',
    variable: 'DELIVERY_RETENTION_DAYS',
    days: 30,
    follows: 'jobs',
    least: 1,
    mayStay: true,
  },
  receivers: {
    what: 'what is known about receivers of webhooks and hosts of files',
    since: 'the last change',
    variable: 'RECEIVER_RETENTION_DAYS',
    days: 30,
    follows: 'jobs',
    least: 1,
    mayStay: true,
  },
  completions: {
    what: 'counts of completed records by minute',
    since: 'the minute',
    variable: 'COMPLETION_RETENTION_DAYS',
    days: 2,
    least: 1,
    mayStay: true,
  },
  changes: {
    what: 'change events',
    since: 'the observation',
    variable: 'CHANGE_RETENTION_DAYS',
    days: 365,
    least: 1,
    mayStay: true,
  },
  snapshots: {
    what: 'snapshots and platform status in Postgres, which move to the archive',
    since: 'the end of the day (UTC) of the observation',
    variable: 'SNAPSHOT_RETENTION_DAYS',
    days: 30,
    least: 1,
    mayStay: false,
  },
  archive: {
    what: 'archived days',
    since: 'the end of the day (UTC)',
    variable: 'ARCHIVE_RETENTION_DAYS',
    days: null,
    least: 2,
    mayStay: true,
  },
  orphans: {
    what: 'files of the bucket that no row names',
    since: 'the storing of the file',
    variable: 'ORPHAN_RETENTION_DAYS',
    days: 7,
    // A file is stored before its row, and the work between the two may wait for a day.
    least: 2,
    mayStay: false,
  },
} as const satisfies Record<string, RetentionDescriptor>

type Kinds = typeof retentionKinds
export type RetentionKind = keyof Kinds
export const retentionNames = Object.keys(retentionKinds) as RetentionKind[]

/** The environment variables of retention. */
export type RetentionEnv = { [Kind in RetentionKind as Kinds[Kind]['variable']]?: string }

/** Days for which each kind is kept; null: for ever. */
export type RetentionDays = { [Kind in RetentionKind]: Kinds[Kind]['mayStay'] extends true ? number | null : number }

/** The word for a kind that is kept for ever. */
const forever = 'forever'
/** A hundred years. */
const mostDays = 36_500

/** Reads the days of each kind. Throws on an invalid value, naming the variable. */
export function retentionFrom(env: RetentionEnv): RetentionDays {
  const days = Object.fromEntries(
    retentionNames.map((kind) => [kind, daysOf(retentionKinds[kind], env)]),
  ) as RetentionDays
  const { pages, sweeps } = retentionKinds
  if ((days.pages ?? Infinity) > (days.sweeps ?? Infinity))
    throw new Error(
      `${pages.variable} must not be more than ${sweeps.variable}: without its sweep a page cannot be extracted again`,
    )
  return days
}

function daysOf(descriptor: RetentionDescriptor, env: Partial<Record<string, string>>): number | null {
  const { variable, days, follows, least, mayStay } = descriptor
  const text = env[variable]
  if (text === undefined) return follows ? daysOf(retentionKinds[follows], env) : days
  if (mayStay && text === forever) return null
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= mostDays) return number
  const other = mayStay ? `, or "${forever}"` : ''
  throw new Error(`${variable} must be a whole number of days from ${least} to ${mostDays}${other}, not "${text}"`)
}
