import type { Import } from '../api/bodies.ts'
import { Phase } from '../parts/phase.tsx'

/** The way of an import's rows: read from the file, staged in a table of their own, merged into the one that they are for. */
export function ImportPhases({ file }: { file: Import }) {
  const { status, rows_read: read, rows_staged: staged, rows_merged: merged, rejected, duplicates } = file
  const isReading = status === 'splitting'
  // A row is rejected before it is staged, or found to be superseded when all are.
  const wanted = read - (rejected - duplicates)
  return (
    <div class="phases">
      <Phase name="read" done={read} total={read} isOpen={isReading} />
      <Phase name="stage" done={staged} total={wanted} />
      <Phase name="merge" done={merged} total={wanted - duplicates} />
    </div>
  )
}
