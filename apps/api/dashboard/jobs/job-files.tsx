import type { JobFile } from '../api/bodies.ts'
import { jobFilesRead } from '../api/reads.ts'
import { useFileContent } from '../api/use-file-content.ts'
import { useRead } from '../api/use-read.ts'
import { Dot } from '../show/dot.tsx'
import { OutsideLink } from '../show/outside-link.tsx'

const maxThumbnailBytes = 1_000_000

/** The files that a job asked for, those that are done as they are; nothing where it asked for none. */
export function JobFiles({ id, isEnded }: { id: string; isEnded: boolean }) {
  const { data } = useRead(jobFilesRead(id, isEnded))
  if (!data?.data.length) return null
  return (
    <ul class="job-files" aria-label="Files">
      {data.data.map((file) => (
        <li key={file.id} title={file.error ?? file.url}>
          <OutsideLink href={file.url}>
            <Thumbnail file={file} />
          </OutsideLink>
        </li>
      ))}
      {data.next && <li class="quiet">and more</li>}
    </ul>
  )
}

function Thumbnail({ file }: { file: JobFile }) {
  const isSmallImage = file.content_type?.startsWith('image/') && (file.bytes ?? 0) <= maxThumbnailBytes
  const address = useFileContent(file.status === 'done' && isSmallImage ? file.id : null)
  if (address) return <img src={address} alt={file.url.split('/').at(-1) ?? ''} />
  if (file.status === 'done') return <span>{file.name?.split('.').at(-1)}</span>
  return <Dot tone={file.status === 'failed' ? 'bad' : 'idle'} label={file.status} />
}
