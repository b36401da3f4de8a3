import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import { type QueryClient, useQueryClient } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import type { Job, JobItems } from '../api/bodies.ts'
import { oneAtATime } from '../api/one-at-a-time.ts'
import { jobItemsRead, jobRead } from '../api/reads.ts'
import { useJobEvents } from '../api/use-job-events.ts'
import { useRead } from '../api/use-read.ts'

/** Events update the status of items at once. Results are read at most once in this time. */
const pauseMs = 1_000

/** A job that is followed by its events while it runs. An event updates its item and triggers a read. Without events the job is polled. */
export function useFollowedJob(id: string) {
  const client = useQueryClient()
  const [isFollowed, setFollowed] = useState(false)
  const { data: job, error } = useRead(jobRead(id, isFollowed))
  const [rereadSoon] = useState(() => oneAtATime(() => reread(client, id), pauseMs))
  const isOpen = useJobEvents(id, job?.status === 'running', ({ timestamp, item }: StreamedEvent) => {
    const startedAt = client.getQueryData<Job>([jobRead(id).path])?.started_at
    // The event log also contains the runs before a retry.
    if (!startedAt || timestamp < startedAt) return
    if (item) client.setQueryData<JobItems>([jobItemsRead(id).path], (page) => page && withItem(page, item))
    void (item ? rereadSoon() : reread(client, id))
  })
  useEffect(() => setFollowed(isOpen), [isOpen])
  return { job, error, isFollowed }
}

const reread = (client: QueryClient, id: string) =>
  Promise.all([jobRead(id), jobItemsRead(id)].map(({ path }) => client.invalidateQueries({ queryKey: [path] })))

const withItem = (page: JobItems, item: NonNullable<StreamedEvent['item']>): JobItems => ({
  ...page,
  data: page.data.map((was) => (was.index === item.index ? { ...was, ...item } : was)),
})
