import type { SerializedJob } from '@edgesweep/core/lane/lane-shard.ts'

/** The maximum number of jobs in a call, and of bytes of their texts: a call takes at most 32 MiB. */
export const mostJobs = 1_000
export const mostBytes = 16 * 1024 * 1024

/** Jobs for one call, and the bytes of their texts in it. */
export interface CallPart {
  jobs: SerializedJob[]
  bytes: number
}

/** Any character that one byte cannot hold. A text that has one takes two bytes for each of its characters. */
const wide = /[\u0100-\uffff]/

/** The bytes that a text takes in a call between Workers (V8's serialisation: Latin-1 or UTF-16). */
export const bytesInCall = (text: string): number => (wide.test(text) ? 2 * text.length : text.length)

export const fitTogether = (one: CallPart, other: CallPart): boolean =>
  one.jobs.length + other.jobs.length <= mostJobs && one.bytes + other.bytes <= mostBytes

/** Jobs in parts, in order, that each fit into a call. A job that is larger than a call may be is a part of its own. */
export function partsOf(jobs: SerializedJob[]): CallPart[] {
  const parts: CallPart[] = []
  for (const job of jobs) {
    const next = { jobs: [job], bytes: bytesInCall(job.spec) + bytesInCall(job.summary) }
    const last = parts.at(-1)
    if (!last || !fitTogether(last, next)) parts.push(next)
    else {
      last.jobs.push(job)
      last.bytes += next.bytes
    }
  }
  return parts
}
