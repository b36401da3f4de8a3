import { sentence } from '../api/problem.ts'
import { importsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Empty } from '../parts/empty.tsx'
import { Panel } from '../parts/panel.tsx'
import { ImportRow } from './import-row.tsx'
import { UploadForm } from './upload-form.tsx'
import { UploadRow } from './upload-row.tsx'
import { useUploads } from './uploads.ts'

/** Uploads files and shows the progress of imports. */
export function ImportsPage() {
  return (
    <>
      <Panel title="Import a file" place="import-new">
        <UploadForm />
      </Panel>
      <Panel title="Imports" place="imports">
        <Imports />
      </Panel>
    </>
  )
}

function Imports() {
  const uploads = useUploads()
  const { data, error } = useRead(importsRead)
  const own = new Set(uploads.map(({ importId }) => importId))
  const files = data?.data.filter(({ id }) => !own.has(id)) ?? []
  if (error) return <Empty text={sentence(error.message)} />
  if (data && files.length + uploads.length === 0) return <Empty text="No imports yet." />
  return (
    <ul aria-label="Imports, newest first">
      {uploads.map((upload) => (
        <UploadRow key={upload.key} upload={upload} />
      ))}
      {files.map((file) => (
        <ImportRow key={file.id} file={file} />
      ))}
    </ul>
  )
}
