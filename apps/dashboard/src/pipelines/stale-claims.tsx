import type { Pipeline } from '../api/bodies.ts'
import { useWrite } from '../api/use-write.ts'
import { Icon } from '../parts/icon.tsx'
import { useNotify } from '../parts/notice.tsx'
import { releaseNotice, releasePath } from './release.ts'

/** The number of claims with an expired lease, and a button that releases them. Renders nothing if there are none. */
export function StaleClaims({ pipeline: { name, stale_claims: stale } }: { pipeline: Pipeline }) {
  const notify = useNotify()
  const release = useWrite<{ released: number }>(
    (answer) => notify(releaseNotice(answer)),
    (problem) => notify(`No claim was released: ${problem.message}.`),
  )
  if (stale === 0) return null
  return (
    <p class="stale-claims">
      <Icon name="warning" />
      <span>
        <strong class="number">{stale.toLocaleString()}</strong> stale {stale === 1 ? 'claim' : 'claims'}
      </span>
      <button
        type="button"
        disabled={release.isPending}
        onClick={() => release.mutate({ path: releasePath(name), body: {} })}
      >
        Release
      </button>
    </p>
  )
}
