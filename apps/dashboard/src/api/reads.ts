import type {
  Change,
  Delivery,
  EndedJob,
  FileEntry,
  HealthReport,
  Import,
  Item,
  Job,
  JobItems,
  Lane,
  Operations,
  Outlet,
  Page,
  Pipeline,
  PipelineRecord,
  Snapshot,
  Sweep,
  SweptOutlet,
  Trends,
  WholeRecord,
  Why,
} from './bodies.ts'

/** A path of the API to poll. */
export interface Read<T> {
  path: string
  everyMs: number
  /** Whether this answer cannot change any more; polling then stops. */
  isFinal?: (body: T) => boolean
}

export const isEnded = (status: string): boolean => status !== 'queued' && status !== 'running'

/** Whether this status of a pipeline's record or of a file is final. */
const isRecordEnded = (status: string): boolean => ['completed', 'enhanced', 'done', 'failed'].includes(status)

export const healthRead: Read<HealthReport> = { path: '/health', everyMs: 5_000 }
export const lanesRead: Read<{ data: Lane[] }> = { path: '/v1/lanes', everyMs: 1_000 }
export const sweepsRead: Read<Page<Sweep>> = { path: '/v1/sweeps?limit=24', everyMs: 1_500 }
export const sweepRead = (id: string): Read<Sweep> => ({
  path: `/v1/sweeps/${encodeURIComponent(id)}`,
  everyMs: 1_500,
  isFinal: ({ status }) => status !== 'running',
})

export const sweptOutletsRead = (id: string, isSweepEnded: boolean): Read<Page<SweptOutlet>> => ({
  path: `/v1/sweeps/${encodeURIComponent(id)}/outlets?limit=1000`,
  everyMs: 1_500,
  isFinal: ({ data }) => isSweepEnded && data.every(({ verdict }) => verdict !== null),
})

export const operationsRead: Read<Operations> = { path: '/v1/operations', everyMs: 5_000 }
export const outletsRead: Read<Page<Outlet>> = { path: '/v1/outlets?limit=1000', everyMs: 2_000 }
export const changesRead: Read<Page<Change>> = { path: '/v1/changes?limit=40', everyMs: 2_000 }
export const deliveriesRead: Read<Page<Delivery>> = { path: '/v1/deliveries?limit=40', everyMs: 2_000 }

/** A filter for ended jobs, as it is appended to the query string. */
export type EndedFilter = '' | '&status=failed' | '&dead=true'

export const jobsRead = (filter: EndedFilter): Read<Page<EndedJob>> => ({
  path: `/v1/jobs?limit=20${filter}`,
  everyMs: 2_000,
})

/** `isFollowed`: the job's event stream is open. Polling continues slowly, because starts and deferrals of items have no event. */
export const jobRead = (id: string, isFollowed = false): Read<Job> => ({
  path: `/v1/jobs/${encodeURIComponent(id)}`,
  everyMs: isFollowed ? 4_000 : 700,
  isFinal: (job) => isEnded(job.status),
})

export const whyRead = (id: string): Read<Why> => ({
  path: `/v1/jobs/${encodeURIComponent(id)}/why`,
  everyMs: 1_000,
  isFinal: (why) => isEnded(why.state),
})

export const jobItemsRead = (id: string, isFollowed = false): Read<JobItems> => ({
  path: `/v1/jobs/${encodeURIComponent(id)}/results?limit=100`,
  everyMs: isFollowed ? 4_000 : 1_000,
  isFinal: (page) => isEnded(page.status),
})

export const jobFilesRead = (id: string, jobHasEnded: boolean): Read<Page<FileEntry>> => ({
  path: `/v1/jobs/${encodeURIComponent(id)}/files?limit=24`,
  everyMs: 1_500,
  isFinal: ({ data }) => jobHasEnded && data.every(({ status }) => isRecordEnded(status)),
})

export const outletRead = (id: string): Read<Outlet> => ({
  path: `/v1/outlets/${encodeURIComponent(id)}`,
  everyMs: 2_000,
})

export const itemsRead = (id: string): Read<Page<Item>> => ({
  path: `/v1/outlets/${encodeURIComponent(id)}/items?limit=1000`,
  everyMs: 2_000,
})

export const outletChangesRead = (id: string): Read<Page<Change>> => ({
  path: `/v1/changes?limit=20&outlet_id=${encodeURIComponent(id)}`,
  everyMs: 4_000,
})

/** The price and status trends of the last `hours` hours, for each outlet that changed. */
export const trendsRead = (hours: number): Read<Trends> => ({
  path: `/v1/trends?hours=${hours}`,
  everyMs: hours > 24 ? 60_000 : 15_000,
})

/** The newest snapshots of an outlet's items since `from` (ISO 8601). */
export const historyRead = (id: string, from: string): Read<Page<Snapshot>> => ({
  path: `/v1/outlets/${encodeURIComponent(id)}/history?limit=1000&from=${from}`,
  everyMs: 15_000,
})

export const pipelinesRead: Read<{ data: Pipeline[] }> = { path: '/v1/pipelines', everyMs: 2_000 }

/** The newest records of a pipeline. `status` null means every status. */
export const recordsRead = (pipeline: string, status: string | null): Read<Page<PipelineRecord>> => ({
  path: `/v1/pipelines/${encodeURIComponent(pipeline)}/records?limit=50${status ? `&status=${encodeURIComponent(status)}` : ''}`,
  everyMs: 4_000,
})

/** One record with its result and files. */
export const recordRead = (pipeline: string, id: string): Read<WholeRecord> => ({
  path: `/v1/pipelines/${encodeURIComponent(pipeline)}/records/${encodeURIComponent(id)}`,
  everyMs: 2_000,
  isFinal: ({ status, files }) => isRecordEnded(status) && files.every((file) => isRecordEnded(file.status)),
})

export const importsRead: Read<Page<Import>> = { path: '/v1/imports?limit=20', everyMs: 1_000 }
