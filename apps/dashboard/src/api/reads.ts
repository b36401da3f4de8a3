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
  Trends,
  WholeRecord,
  Why,
} from './bodies.ts'

/** Something to read from the API, and how often while it is looked at. `isFinal`: it will not change any more. */
export interface Read<T> {
  path: string
  everyMs: number
  isFinal?: (body: T) => boolean
}

const idIn = (id: string) => encodeURIComponent(id)

export const isEnded = (status: string): boolean => status !== 'queued' && status !== 'running'

/** The same of a pipeline's record, or a file. */
const isRecordEnded = (status: string): boolean => ['completed', 'enhanced', 'done', 'failed'].includes(status)

export const healthRead: Read<HealthReport> = { path: '/health', everyMs: 5_000 }
export const lanesRead: Read<{ data: Lane[] }> = { path: '/v1/lanes', everyMs: 1_000 }
export const sweepsRead: Read<Page<Sweep>> = { path: '/v1/sweeps?limit=24', everyMs: 1_500 }
export const sweepRead = (id: string): Read<Sweep> => ({
  path: `/v1/sweeps/${idIn(id)}`,
  everyMs: 1_500,
  isFinal: ({ status }) => status !== 'running',
})

export const operationsRead: Read<Operations> = { path: '/v1/operations', everyMs: 5_000 }
export const outletsRead: Read<Page<Outlet>> = { path: '/v1/outlets?limit=1000', everyMs: 2_000 }
export const changesRead: Read<Page<Change>> = { path: '/v1/changes?limit=40', everyMs: 2_000 }
export const deliveriesRead: Read<Page<Delivery>> = { path: '/v1/deliveries?limit=40', everyMs: 2_000 }

/** Which of the ended jobs: what a query of theirs asks for. */
export type EndedFilter = '' | '&status=failed' | '&dead=true'

export const jobsRead = (filter: EndedFilter): Read<Page<EndedJob>> => ({
  path: `/v1/jobs?limit=20${filter}`,
  everyMs: 2_000,
})

/** `isFollowed`: its events say when to read; what has none, an item that starts or is put off, is looked for at times. */
export const jobRead = (id: string, isFollowed = false): Read<Job> => ({
  path: `/v1/jobs/${idIn(id)}`,
  everyMs: isFollowed ? 4_000 : 700,
  isFinal: (job) => isEnded(job.status),
})

export const whyRead = (id: string): Read<Why> => ({
  path: `/v1/jobs/${idIn(id)}/why`,
  everyMs: 1_000,
  isFinal: (why) => isEnded(why.state),
})

export const jobItemsRead = (id: string, isFollowed = false): Read<JobItems> => ({
  path: `/v1/jobs/${idIn(id)}/results?limit=100`,
  everyMs: isFollowed ? 4_000 : 1_000,
  isFinal: (page) => isEnded(page.status),
})

export const jobFilesRead = (id: string, jobHasEnded: boolean): Read<Page<FileEntry>> => ({
  path: `/v1/jobs/${idIn(id)}/files?limit=24`,
  everyMs: 1_500,
  isFinal: ({ data }) => jobHasEnded && data.every(({ status }) => isRecordEnded(status)),
})

export const outletRead = (id: string): Read<Outlet> => ({ path: `/v1/outlets/${idIn(id)}`, everyMs: 2_000 })

export const itemsRead = (id: string): Read<Page<Item>> => ({
  path: `/v1/outlets/${idIn(id)}/items?limit=1000`,
  everyMs: 2_000,
})

export const outletChangesRead = (id: string): Read<Page<Change>> => ({
  path: `/v1/changes?limit=20&outlet_id=${idIn(id)}`,
  everyMs: 4_000,
})

/** How all outlets that moved did so in so many hours. */
export const trendsRead = (hours: number): Read<Trends> => ({
  path: `/v1/trends?hours=${hours}`,
  everyMs: hours > 24 ? 60_000 : 15_000,
})

/** The newest snapshots of an outlet's items since an instant. */
export const historyRead = (id: string, from: string): Read<Page<Snapshot>> => ({
  path: `/v1/outlets/${idIn(id)}/history?limit=1000&from=${from}`,
  everyMs: 15_000,
})

export const pipelinesRead: Read<{ data: Pipeline[] }> = { path: '/v1/pipelines', everyMs: 2_000 }

/** The newest records of a pipeline; `status` null: of any. */
export const recordsRead = (pipeline: string, status: string | null): Read<Page<PipelineRecord>> => ({
  path: `/v1/pipelines/${idIn(pipeline)}/records?limit=50${status ? `&status=${idIn(status)}` : ''}`,
  everyMs: 4_000,
})

/** One record with what has come of it. */
export const recordRead = (pipeline: string, id: string): Read<WholeRecord> => ({
  path: `/v1/pipelines/${idIn(pipeline)}/records/${idIn(id)}`,
  everyMs: 2_000,
  isFinal: ({ status, files }) => isRecordEnded(status) && files.every((file) => isRecordEnded(file.status)),
})

export const importsRead: Read<Page<Import>> = { path: '/v1/imports?limit=20', everyMs: 1_000 }
