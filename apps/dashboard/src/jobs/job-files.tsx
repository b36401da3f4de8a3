import { jobFilesRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { FileList } from '../parts/file-list.tsx'

/** The files that a job asked for; nothing where it asked for none. */
export function JobFiles({ id, isEnded }: { id: string; isEnded: boolean }) {
  const { data } = useRead(jobFilesRead(id, isEnded))
  return data?.data.length ? <FileList files={data.data} isMore={data.next !== null} /> : null
}
