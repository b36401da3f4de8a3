import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import { type QueryClient, useQueryClient } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import type { Job, JobItems } from '../api/bodies.ts'
import { oneAtATime } from '../api/one-at-a-time.ts'
import { jobItemsRead, jobRead } from '../api/reads.ts'
import { useJobEvents } from '../api/use-job-events.ts'
import { useRead } from '../api/use-read.ts'

/** Items turn at once; what they gave is read for all that turned within this time. */
const pauseMs = 1_000

/** A job, followed by its events while it runs: they turn its items, and say when to read the rest. Polled where they do not come. */
export function useFollowedJob(id: string) {
  const client = useQueryClient()
  const [isFollowed, setFollowed] = useState(false)
  const { data: job, error } = useRead(jobRead(id, isFollowed))
  const [readSoon] = useState(() => oneAtATime(() => readAnew(client, id), pauseMs))
  const isOpen = useJobEvents(id, job?.status === 'running', ({ timestamp, item }: StreamedEvent) => {
    const startedAt = client.getQueryData<Job>([jobRead(id).path])?.started_at
    // The log begins with the runs before a retry.
    if (!startedAt || timestamp < startedAt) return
    if (item) client.setQueryData<JobItems>([jobItemsRead(id).path], (page) => page && withItem(page, item))
    void (item ? readSoon() : readAnew(client, id))
  })
  useEffect(() => setFollowed(isOpen), [isOpen])
  return { job, error, isFollowed }
}

const readAnew = (client: QueryClient, id: string) =>
  Promise.all([jobRead(id), jobItemsRead(id)].map(({ path }) => client.invalidateQueries({ queryKey: [path] })))

const withItem = (page: JobItems, item: NonNullable<StreamedEvent['item']>): JobItems => ({
  ...page,
  data: page.data.map((was) => (was.index === item.index ? { ...was, ...item } : was)),
})
