import type { FileEntry } from '../api/bodies.ts'
import { useFileContent } from '../api/use-file-content.ts'
import { Dot } from './dot.tsx'
import { OutsideLink } from './outside-link.tsx'

const maxThumbnailBytes = 1_000_000

/** Files: finished images as thumbnails, other finished files by extension, the rest by status. */
export function FileList({ files, isMore }: { files: FileEntry[]; isMore: boolean }) {
  return (
    <ul class="files" aria-label="Files">
      {files.map((file) => (
        <li key={file.id} title={file.error ?? file.url}>
          <OutsideLink href={file.url}>
            <Thumbnail file={file} />
          </OutsideLink>
        </li>
      ))}
      {isMore && <li class="quiet">more files exist</li>}
    </ul>
  )
}

function Thumbnail({ file }: { file: FileEntry }) {
  const isSmallImage = file.content_type?.startsWith('image/') && (file.bytes ?? 0) <= maxThumbnailBytes
  const address = useFileContent(file.status === 'done' && isSmallImage ? file.id : null)
  if (address) return <img src={address} alt={file.url.split('/').at(-1) ?? ''} />
  if (file.status === 'done') return <span>{file.name?.split('.').at(-1)}</span>
  return <Dot tone={file.status === 'failed' ? 'bad' : 'idle'} label={file.status} />
}
