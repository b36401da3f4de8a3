import type { Pipeline } from '../api/bodies.ts'
import { useWrite } from '../api/use-write.ts'
import { Icon } from '../parts/icon.tsx'
import { useSay } from '../parts/notice.tsx'
import { releaseNotice, releasePath } from './release.ts'

/** Claims whose lease has run out, with a button that puts their records back at once; nothing where there are none. */
export function StaleClaims({ pipeline: { name, stale_claims: stale } }: { pipeline: Pipeline }) {
  const say = useSay()
  const release = useWrite<{ released: number }>(
    (answer) => say(releaseNotice(answer)),
    (problem) => say(`Nothing was released: ${problem.message}.`),
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
