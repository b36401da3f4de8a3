import { useQueryClient } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import { sentence } from '../format/sentence.ts'
import { Icon } from '../parts/icon.tsx'

interface Trouble {
  reason: string
  /** When the page last heard from the API. */
  since: number
}

/** Failures in a row before it is worth a word. */
const patience = 2

/** Says that the page shows old news, for as long as reads fail. */
export function TroubleBanner() {
  const client = useQueryClient()
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  useEffect(() => {
    const cache = client.getQueryCache()
    return cache.subscribe(() => {
      const reads = cache.getAll().filter((read) => read.isActive())
      const failing = reads.find(
        (read) => read.state.fetchFailureCount >= patience && read.state.fetchStatus === 'fetching',
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
            {trouble.since > 0 && `What you see is from ${new Date(trouble.since).toLocaleTimeString()}. `}
            Trying again, ever more slowly.
          </span>
          <button type="button" onClick={tryNow}>
            Try now
          </button>
        </p>
      )}
    </div>
  )
}
