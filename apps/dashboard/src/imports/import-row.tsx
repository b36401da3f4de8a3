import type { Import } from '../api/bodies.ts'
import { sentence } from '../api/problem.ts'
import { duration } from '../format/format-time.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { Age } from '../parts/age.tsx'
import { Dot, type Tone } from '../parts/dot.tsx'
import { Phase } from '../parts/phase.tsx'
import { useNow } from '../parts/use-now.ts'
import { ImportName } from './import-name.tsx'
import { ImportRows } from './import-rows.tsx'

const tones: Partial<Record<Import['status'], Tone>> = { completed: 'ok', failed: 'bad', cancelled: 'idle' }

/** One import: its progress, and the counts of its rows by outcome. */
export function ImportRow({ file }: { file: Import }) {
  const { id, filename, table, status, error, ended_at: endedAt } = file
  const now = useNow()
  // The browser's clock may be behind the database's.
  const took = duration((endedAt ? Date.parse(endedAt) : now) - Date.parse(file.created_at))
  return (
    <li class="import-row">
      <div class="import-line">
        <Dot tone={tones[status] ?? 'busy'} label={status} isBusy={!endedAt} />
        <ImportName filename={filename} table={table} />
        <span class="quiet number">
          {endedAt ? (
            <>
              in {took}, <Age of={endedAt} /> ago
            </>
          ) : (
            `for ${took}`
          )}
        </span>
        {!endedAt && (
          <ActionButton
            path={`/v1/imports/${encodeURIComponent(id)}/cancel`}
            icon="close"
            label={`Cancel the import of ${filename}`}
            done={() => `The import of ${filename} is cancelled.`}
            failed="The import was not cancelled"
          />
        )}
      </div>
      {error && <p class="import-error">{sentence(error)}</p>}
      {!endedAt && status !== 'uploading' && <ImportPhases file={file} />}
      {(endedAt || status === 'merging') && <ImportRows file={file} />}
    </li>
  )
}

/** The phases of an import: rows are read from the file, staged in a temporary table and merged into the target table. */
function ImportPhases({ file }: { file: Import }) {
  const { status, rows_read: read, rows_staged: staged, rows_merged: merged, rejected, duplicates } = file
  const isReading = status === 'splitting'
  // Invalid rows are rejected before staging; duplicates are rejected after it.
  const wanted = read - (rejected - duplicates)
  return (
    <div class="phases">
      <Phase name="read" done={read} total={read} isOpen={isReading} />
      <Phase name="stage" done={staged} total={wanted} />
      <Phase name="merge" done={merged} total={wanted - duplicates} />
    </div>
  )
}
