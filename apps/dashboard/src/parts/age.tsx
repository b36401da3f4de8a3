import { ageOf } from '../format/format-time.ts'
import { useNow } from './use-now.ts'

/** How long ago something was, kept up to date; the exact moment when pointed at. */
export function Age({ of }: { of: string }) {
  const now = useNow()
  return (
    <time dateTime={of} title={new Date(of).toLocaleString()}>
      {ageOf(of, now)}
    </time>
  )
}
