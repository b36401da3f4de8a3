import type { Import } from '../api/bodies.ts'
import { saveFile } from '../api/save-file.ts'
import { Icon } from '../parts/icon.tsx'
import { useNotify } from '../parts/notice.tsx'
import { Legend, type Part, StackedBar } from '../parts/stacked-bar.tsx'

/** The counts of an import's rows by outcome, with a download of the rejected rows. */
export function ImportRows({ file }: { file: Import }) {
  const { filename, inserted, updated, unchanged, rejected, duplicates } = file
  const parts: Part[] = [
    { name: 'inserted', count: inserted, tone: 'ok' },
    { name: 'updated', count: updated, tone: 'busy' },
    { name: 'unchanged', count: unchanged, tone: 'idle' },
    { name: 'rejected', count: rejected, tone: 'bad' },
  ]
  if (parts.every(({ count }) => count === 0)) return null
  return (
    <div class="import-rows">
      <StackedBar label={`Rows of ${filename}`} parts={parts} />
      <div class="import-legend">
        <Legend parts={parts} />
        {rejected > 0 && <RejectsButton file={file} />}
      </div>
      {duplicates > 0 && (
        <p class="quiet">
          {duplicates.toLocaleString()} of the rejected rows are duplicates: a later row has the same key.
        </p>
      )}
    </div>
  )
}

/** Saves the rejected rows as a CSV file with the line number and the reason of each. */
function RejectsButton({ file: { id, filename } }: { file: Import }) {
  const notify = useNotify()
  const save = () =>
    saveFile(`/v1/imports/${encodeURIComponent(id)}/rejects`, `${filename}.rejects.csv`).catch((problem: Error) =>
      notify(`The rejected rows could not be downloaded: ${problem.message}.`),
    )
  return (
    <button type="button" class="rejects-button" onClick={save}>
      <Icon name="down" />
      Rejected rows
    </button>
  )
}
