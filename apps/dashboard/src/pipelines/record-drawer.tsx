import { sentence } from '../api/problem.ts'
import { recordRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Age } from '../parts/age.tsx'
import { Dot } from '../parts/dot.tsx'
import { Drawer } from '../parts/drawer.tsx'
import { Empty } from '../parts/empty.tsx'
import { Facts } from '../parts/facts.tsx'
import { FileList } from '../parts/file-list.tsx'
import { Icon } from '../parts/icon.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { recordAddress, recordName } from './record-name.ts'
import { CreativeText, ProfileText } from './record-result.tsx'
import { recordTone } from './status-tones.ts'

/** One record: its status, result, files and attempts. */
export function RecordDrawer({ pipeline, id }: { pipeline: string; id: string }) {
  const { data: record, error } = useRead(recordRead(pipeline, id))
  if (!record) return <Drawer title="Record">{error && <Empty text={sentence(error.message)} />}</Drawer>
  const { status, result } = record
  return (
    <Drawer title={(result && 'title' in result && result.title) || recordName(record)}>
      <p class="record-line">
        <Dot tone={recordTone(status)} label={status} isBusy={status === 'processing'} />
        <strong>{status}</strong>
        <span class="quiet number">
          <Age of={record.updated_at} /> ago
        </span>
        <span class="record-address">
          <OutsideLink href={recordAddress(record)}>
            page <Icon name="out" />
          </OutsideLink>
        </span>
      </p>
      {result && 'text' in result && <CreativeText result={result} />}
      {result && 'profile' in result && <ProfileText result={result} />}
      {record.files.length > 0 && <FileList files={record.files} isMore={false} />}
      <Facts
        facts={[
          ['id', record.id],
          ['advertiser', record.advertiser_id],
          ['found', record.found?.toLocaleString()],
          ['new', record.added?.toLocaleString()],
          ['file', result && 'sha256' in result && result.name],
          ['bytes', result && 'sha256' in result && result.bytes?.toLocaleString()],
          ['attempts', record.attempts || null],
          ['claimed by', record.claimed_by],
          ['error', record.error],
        ]}
      />
    </Drawer>
  )
}
