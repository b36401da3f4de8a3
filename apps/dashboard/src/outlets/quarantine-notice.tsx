import type { Outlet } from '../api/bodies.ts'
import { sentence } from '../api/problem.ts'
import { useWrite } from '../api/use-write.ts'
import { Age } from '../parts/age.tsx'
import { Icon } from '../parts/icon.tsx'

interface QuarantineNoticeProps {
  outlet: Outlet
  quarantine: NonNullable<Outlet['quarantine']>
}

/** Shows why the items of an outlet are held back, and offers to accept them. */
export function QuarantineNotice({ outlet, quarantine }: QuarantineNoticeProps) {
  const accept = useWrite<Outlet>()
  const { reason, listed, vanished, unpriced, accepted } = quarantine
  return (
    <section class="quarantine" aria-label="Held back">
      <p>
        <Icon name="warning" />
        <strong>Held back</strong>
        {outlet.quarantined_at && (
          <span class="quiet number">
            for <Age of={outlet.quarantined_at} />
          </span>
        )}
      </p>
      <p>{sentence(reason)} The previous items stay until an extraction looks right again.</p>
      <div
        class="quarantine-bar"
        role="img"
        aria-label={`${vanished} vanished, ${unpriced} lost their price, of ${listed}`}
      >
        <i class="tone-bad" style={{ flexGrow: vanished }} />
        <i class="tone-warn" style={{ flexGrow: unpriced }} />
        <i style={{ flexGrow: Math.max(0, listed - vanished - unpriced) }} />
      </div>
      {accepted ? (
        <p role="status">The next extraction will be accepted.</p>
      ) : (
        <button
          type="button"
          disabled={accept.isPending}
          onClick={() => accept.mutate({ path: `/v1/outlets/${encodeURIComponent(outlet.id)}/accept` })}
        >
          Accept the next extraction
        </button>
      )}
      {accept.error && (
        <p class="form-problem" role="alert">
          {sentence(accept.error.message)}
        </p>
      )}
    </section>
  )
}
