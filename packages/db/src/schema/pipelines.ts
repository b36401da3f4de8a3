import { type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { columnList, type Fields } from '../fields.ts'
import type { LinedTable } from '../fragments/lines.ts'
import { creatives } from './creatives.ts'
import { discoveries } from './discoveries.ts'
import { fileTasks } from './file-tasks.ts'
import { profiles } from './profiles.ts'

/** A pipeline's table, whose records are processed by claims. Fields are read from the table under the name `t`. */
interface PipelineTable {
  table: typeof profiles | typeof creatives | typeof discoveries | typeof fileTasks
  /** Statuses that records are claimed from. */
  claimable: readonly string[]
  /** What a worker gets besides the claim. */
  work: Fields
  /** What a record is about, for callers. */
  subject: Fields
  /** Its result, for callers; null when its results are records of another pipeline. */
  result: Fields | null
  /** The column with a record's API key, whose caller alone sees the record. Without a column or a key, every caller sees it. */
  owner: SQL | null
  /** The lines in which its records wait. Null: they wait in one line, in the order of `next_attempt_at, id`. */
  lines: Pick<LinedTable, 'line' | 'owner' | 'verdicts'> | null
}

const profile = alias(profiles, 't')
const creative = alias(creatives, 't')
const discovery = alias(discoveries, 't')
const file = alias(fileTasks, 't')

/** The closed list of pipelines. */
export const pipelines = {
  profiles: {
    table: profiles,
    claimable: ['initial', 'profiled'],
    work: { login: profile.login, profile: profile.profile, links: profile.links, etags: profile.etags },
    subject: { login: profile.login },
    result: { profile: profile.profile, links: profile.links },
    owner: null,
    lines: null,
  },
  creatives: {
    table: creatives,
    claimable: ['pending'],
    work: { url: creative.url },
    subject: { url: creative.url, advertiser_id: creative.advertiserId },
    result: {
      title: creative.title,
      text: creative.bodyText,
      landing_url: creative.landingUrl,
      media: sql<string[]>`coalesce(${creative.media}, '[]')`,
    },
    owner: null,
    lines: null,
  },
  discoveries: {
    table: discoveries,
    claimable: ['pending'],
    work: {
      query: discovery.query,
      maxResults: discovery.maxResults,
      page: discovery.page,
      found: discovery.found,
    },
    subject: {
      query: discovery.query,
      limit: discovery.maxResults,
      found: discovery.found,
      added: discovery.added,
    },
    result: null,
    owner: null,
    lines: null,
  },
  files: {
    table: fileTasks,
    claimable: ['pending'],
    work: { keyId: file.keyId, jobId: file.jobId, url: file.url, submittedAt: file.submittedAt },
    subject: { url: file.url, job_id: file.jobId },
    result: { name: file.name, bytes: file.bytes, sha256: file.sha256, content_type: file.contentType },
    owner: sql`${file.keyId}`,
    lines: {
      line: sql`host_of(d.url)`,
      owner: sql`coalesce(d.key_id, '')`,
      verdicts: { table: sql`file_hosts`, line: sql`host` },
    },
  },
} as const satisfies Record<string, PipelineTable>

export type PipelineName = keyof typeof pipelines
/** Pipelines whose records wait in lines. */
export type LinedPipeline = {
  [Name in PipelineName]: (typeof pipelines)[Name]['lines'] extends null ? never : Name
}[PipelineName]
export type PipelineStatus = (typeof pipelines)[PipelineName]['table']['$inferSelect']['status']

export const pipelineNames = Object.keys(pipelines) as PipelineName[]

/** The statuses of a pipeline's records, in the order of processing. */
export const statusesOf = (name: PipelineName): readonly PipelineStatus[] => pipelines[name].table.status.enumValues

/** A pipeline in the terms that the statements of all pipelines share. */
export function pipelineTerms(name: PipelineName): { table: SQL; claimable: SQL; work: SQL } {
  const { table, claimable, work } = pipelines[name]
  const statuses = claimable.map((status) => `'${status}'`).join(', ')
  return { table: sql`${table}`, claimable: sql.raw(`(${statuses})`), work: columnList(work) }
}

/** The lines of a pipeline. */
export function linesOf(name: LinedPipeline): LinedTable {
  const { table, claimable } = pipelineTerms(name)
  return {
    ...pipelines[name].lines,
    table,
    isOpen: sql`d.ended_at is null`,
    isReady: sql`true`,
    isFree: sql`d.status in ${claimable}`,
    position: sql`d.id`,
  }
}
