import { healthRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Dot, type Tone } from '../parts/dot.tsx'

const tones: Record<string, Tone> = { ok: 'ok', degraded: 'warn', failing: 'bad', absent: 'idle' }

/** The head has room for few parts. These are shown only if they have trouble. */
const quietParts = ['clock', 'domains', 'browsers', 'files']

const isShown = ([part, { status }]: [string, { status: string }]): boolean =>
  !quietParts.includes(part) || (status !== 'ok' && status !== 'absent')

/** The state of the main parts of the system, with their response times, and of every part with trouble. */
export function HealthDots() {
  const { data, isError } = useRead(healthRead)
  if (!data) return <ul class="health">{isError && <li>health unknown</li>}</ul>
  return (
    <ul class="health" aria-label="Health">
      {Object.entries(data.parts)
        .filter(isShown)
        .map(([part, { status, ms, detail }]) => (
          <li key={part} title={detail}>
            <Dot tone={tones[status] ?? 'idle'} label={status} />
            {part}
            <span class="quiet number">{status === 'ok' ? `${ms} ms` : status}</span>
          </li>
        ))}
    </ul>
  )
}
