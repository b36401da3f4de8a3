import { useNow } from '../page/use-now.ts'
import { ageOf } from './format-time.ts'

/** How long ago something was, kept up to date; the exact moment when pointed at. */
export function Age({ of }: { of: string }) {
  const now = useNow()
  return (
    <time dateTime={of} title={new Date(of).toLocaleString()}>
      {ageOf(of, now)}
    </time>
  )
}
