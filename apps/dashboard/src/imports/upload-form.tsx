import { useState } from 'preact/hooks'
import { startUpload } from './uploads.ts'

const tables = [
  ['advertisers', 'advertiser_id, advertiser_name, country'],
  ['outlets', 'name, site, url'],
] as const

/** Uploads CSV files, selected or dropped, into the selected table. */
export function UploadForm() {
  const [[table, columns], setTable] = useState<(typeof tables)[number]>(tables[0])
  const [isOver, setOver] = useState(false)
  const take = (files: FileList | null | undefined) => {
    for (const file of files ?? []) void startUpload(file, table)
  }
  return (
    <div class="upload">
      <fieldset class="chips" aria-label="Table">
        {tables.map((entry) => (
          <button
            type="button"
            key={entry[0]}
            class="chip"
            aria-pressed={entry[0] === table}
            onClick={() => setTable(entry)}
          >
            {entry[0]}
          </button>
        ))}
      </fieldset>
      <label
        class={`drop-zone${isOver ? ' is-over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer?.files)
        }}
      >
        <strong>Drop CSV files here, or choose them</strong>
        <span class="quiet">plain or gzip, with a header: {columns}</span>
        <input
          type="file"
          class="sr-only"
          aria-label="CSV files"
          accept=".csv,.tsv,.txt,.gz,text/csv,application/gzip"
          multiple
          onChange={({ currentTarget }) => {
            take(currentTarget.files)
            // Without this, selecting the same file again fires no event.
            currentTarget.value = ''
          }}
        />
      </label>
    </div>
  )
}
