import { z } from 'zod'
import { type JobKindName, jobKinds, type SpecOf } from './job-kinds.ts'

const requests = Object.values(jobKinds).map(({ request }) => request)
type AnyRequest = (typeof requests)[number]

/** What a caller may ask for. */
export const JobRequest = z.discriminatedUnion('kind', requests as [AnyRequest, ...AnyRequest[]])
export type JobRequest = z.infer<typeof JobRequest>

/** What a lane stores and a worker runs: a request that the edge has checked, with the outlets that it found. */
export type JobSpec = SpecOf<JobKindName>
