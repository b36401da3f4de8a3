import { ageOf } from '../format/format-time.ts'
import { useNow } from './use-now.ts'

/** The time since an instant, updated every second. The tooltip shows the exact time. */
export function Age({ of }: { of: string }) {
  const now = useNow()
  return (
    <time dateTime={of} title={new Date(of).toLocaleString()}>
      {ageOf(of, now)}
    </time>
  )
}
