import type { PipelineRecord } from '../api/bodies.ts'
import { sentence } from '../api/problem.ts'
import { recordsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Age } from '../parts/age.tsx'
import { Dot } from '../parts/dot.tsx'
import { Drawer } from '../parts/drawer.tsx'
import { Empty } from '../parts/empty.tsx'
import { addressOf } from '../parts/view.ts'
import { recordName } from './record-name.ts'
import { recordTone } from './status-tones.ts'

/** The newest records of a pipeline, of one status or of all, with the outcome of the last attempt. */
export function RecordsDrawer({ pipeline, status }: { pipeline: string; status: string | null }) {
  const { data, error } = useRead(recordsRead(pipeline, status))
  return (
    <Drawer title={`${pipeline}${status ? `: ${status}` : ''}`}>
      {error && <Empty text={sentence(error.message)} />}
      {data?.data.length === 0 && <Empty text="No records." />}
      <ul aria-label="Records, newest first">
        {data?.data.map((record) => (
          <RecordRow key={record.id} pipeline={pipeline} record={record} />
        ))}
      </ul>
      {data?.next && <p class="quiet">More records are available through the API.</p>}
    </Drawer>
  )
}

function RecordRow({ pipeline, record }: { pipeline: string; record: PipelineRecord }) {
  const { id, status, error, attempts, claimed_by: instance } = record
  const note = error ?? (status === 'processing' ? `claimed by ${instance}` : attempts > 0 ? `attempt ${attempts}` : '')
  return (
    <li class="row record-row">
      <Dot tone={recordTone(status)} label={status} isBusy={status === 'processing'} />
      <span class="record-subject">
        <a href={addressOf.record(pipeline, id)}>{recordName(record)}</a>
        <span class={`record-note ${error ? 'record-error' : 'quiet'}`} title={note}>
          {note}
        </span>
      </span>
      <span class="quiet number">
        <Age of={record.updated_at} />
      </span>
    </li>
  )
}
