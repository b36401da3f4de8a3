import type { Import } from '../api/bodies.ts'
import { Legend } from '../parts/legend.tsx'
import { type Part, StackedBar } from '../parts/stacked-bar.tsx'
import { RejectsButton } from './rejects-button.tsx'

/** What became of an import's rows, and where to find those that were not taken. */
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
          {duplicates.toLocaleString()} of the rejected were superseded by a later row with the same key.
        </p>
      )}
    </div>
  )
}
