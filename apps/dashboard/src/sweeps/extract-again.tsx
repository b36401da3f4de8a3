import type { Receipt } from '../api/bodies.ts'
import { useWrite } from '../api/use-write.ts'
import { sentence } from '../format/sentence.ts'
import { Icon } from '../parts/icon.tsx'
import { addressOf, openView } from '../parts/view.ts'

/** Reads a sweep's kept pages again, and goes on to watch what differs. */
export function ExtractAgain({ id }: { id: string }) {
  const extract = useWrite<Receipt>((receipt) => openView(addressOf.job(receipt.id)))
  return (
    <div class="sweep-again">
      <p class="quiet">
        While its pages are kept they can be read anew, to see what differs. Nothing is fetched or recorded.
      </p>
      <button
        type="button"
        disabled={extract.isPending}
        onClick={() => extract.mutate({ path: `/v1/sweeps/${encodeURIComponent(id)}/reextract` })}
      >
        <Icon name="refresh" />
        Extract again
      </button>
      <p role="alert">{extract.error && sentence(extract.error.message)}</p>
    </div>
  )
}
