import { useQueryClient } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import { sentence } from '../api/problem.ts'
import { Icon } from '../parts/icon.tsx'

interface Trouble {
  reason: string
  /** Time of the last successful answer, in epoch milliseconds; 0 if there was none. */
  since: number
}

/** Consecutive failures before the banner appears. */
const minFailures = 2

/** Warns that the page shows old data while reads fail. */
export function TroubleBanner() {
  const client = useQueryClient()
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  useEffect(() => {
    const cache = client.getQueryCache()
    return cache.subscribe(() => {
      const reads = cache.getAll().filter((read) => read.isActive())
      const failing = reads.find(
        (read) => read.state.fetchFailureCount >= minFailures && read.state.fetchStatus === 'fetching',
      )
      const reason = failing?.state.fetchFailureReason?.message
      setTrouble((was) => {
        if (!failing || !reason) return null
        return was?.reason === reason ? was : { reason, since: failing.state.dataUpdatedAt }
      })
    })
  }, [client])
  const tryNow = () => void client.refetchQueries({ type: 'active' }, { cancelRefetch: true })
  return (
    <div class="trouble" role="alert">
      {trouble && (
        <p>
          <Icon name="warning" />
          <span>
            {sentence(trouble.reason)}{' '}
            {trouble.since > 0 && `The data shown is from ${new Date(trouble.since).toLocaleTimeString()}. `}
            Retrying with growing pauses.
          </span>
          <button type="button" onClick={tryNow}>
            Retry now
          </button>
        </p>
      )}
    </div>
  )
}
