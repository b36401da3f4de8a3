import type { Import } from '../api/bodies.ts'
import { duration } from '../format/format-time.ts'
import { sentence } from '../format/sentence.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { Age } from '../parts/age.tsx'
import { Dot, type Tone } from '../parts/dot.tsx'
import { useNow } from '../parts/use-now.ts'
import { ImportName } from './import-name.tsx'
import { ImportPhases } from './import-phases.tsx'
import { ImportRows } from './import-rows.tsx'

const tones: Partial<Record<Import['status'], Tone>> = { completed: 'ok', failed: 'bad', cancelled: 'idle' }

/** One import: how far it is, and what became of its rows. */
export function ImportRow({ file }: { file: Import }) {
  const { id, filename, table, status, error, ended_at: endedAt } = file
  const now = useNow()
  // The page's clock may be a little behind the database's.
  const took = duration(Math.max(0, (endedAt ? Date.parse(endedAt) : now) - Date.parse(file.created_at)))
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
