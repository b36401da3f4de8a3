import { outletChangesRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { ChangeRow } from '../changes/change-row.tsx'

/** The changes at one outlet, newest first. */
export function OutletChanges({ id }: { id: string }) {
  const { data } = useRead(outletChangesRead(id))
  if (!data?.data.length) return null
  return (
    <>
      <h3 class="drawer-part">Changes</h3>
      <ul class="rows">
        {data.data.map((change) => (
          <ChangeRow key={change.id} change={change} />
        ))}
      </ul>
    </>
  )
}
