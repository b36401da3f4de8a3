import { useQueryClient } from '@tanstack/preact-query'
import { useEffect } from 'preact/hooks'
import type { JobItem } from '../api/bodies.ts'
import { jobItemsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Dot, type Tone } from '../parts/dot.tsx'
import { ItemResult } from './item-result.tsx'

const tones: Record<JobItem['status'], Tone> = {
  queued: 'idle',
  running: 'busy',
  completed: 'ok',
  errored: 'bad',
  disallowed: 'bad',
  skipped: 'idle',
  cancelled: 'idle',
}

/** The items of a job in order, each with its status and result. */
export function JobItems({ id, isEnded, isFollowed }: { id: string; isEnded: boolean; isFollowed: boolean }) {
  const client = useQueryClient()
  const read = jobItemsRead(id, isFollowed)
  const { data } = useRead(read)
  useEffect(() => {
    if (isEnded) void client.invalidateQueries({ queryKey: [read.path] })
  }, [isEnded, client, read.path])
  return (
    <ol class="job-items">
      {data?.data.map((item) => (
        <li key={item.index}>
          <h3>
            <Dot tone={tones[item.status]} label={item.status} isBusy={item.status === 'running'} />
            {item.label}
          </h3>
          {item.error ? <p class="item-error">{item.error}</p> : <ItemResult result={item.result} />}
          {item.status === 'completed' && !item.result && <p class="quiet">Loading the result…</p>}
        </li>
      ))}
      {data?.next && <li class="quiet">More items are available through the API.</li>}
    </ol>
  )
}
