import type { ComponentChildren } from 'preact'
import { operationsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Age } from '../parts/age.tsx'
import { Facts } from '../parts/facts.tsx'
import { Panel } from '../parts/panel.tsx'
import { BrowserSlots } from './browser-slots.tsx'
import { ConnectionBars } from './connection-bars.tsx'
import { DomainList } from './domain-list.tsx'
import { LaneWaits } from './lane-waits.tsx'

export const OperationsPanel = () => (
  <Panel title="Operations" place="operations">
    <Operations />
  </Panel>
)

/** Busy domains, connections, waits, browsers, the bucket, the clock, late outlets and archive lag. */
function Operations() {
  const { data } = useRead(operationsRead)
  return (
    <div class="operations-parts">
      <Part title="Domains: permits, waiting requests, pauses" of={data?.domains} isWide>
        {(domains) => <DomainList domains={domains} />}
      </Part>
      <Part title="Database connections by role: active, idle, limit" of={data?.connections}>
        {(roles) => <ConnectionBars roles={roles} />}
      </Part>
      <Part title="Wait of recent jobs: p50 · p99" of={data?.lanes}>
        {(lanes) => <LaneWaits lanes={lanes} />}
      </Part>
      <div>
        <Part title="Browser slots in use" of={data?.browsers}>
          {(browsers) => <BrowserSlots browsers={browsers} />}
        </Part>
        <Part title="Outlets" of={data?.outlets}>
          {({ due, late, skipped_overlap }) => (
            <Facts
              facts={[
                ['due', due.toLocaleString()],
                ['late', <Figure key="late" count={late} />],
                ['skipped starts', skipped_overlap.toLocaleString()],
              ]}
            />
          )}
        </Part>
      </div>
      <div>
        <Part title="Clock" of={data?.clock}>
          {({ last_round_at, late_seconds, ahead_ms }) => (
            <Facts
              facts={[
                [
                  'last round',
                  last_round_at && (
                    <span key="round">
                      <Age of={last_round_at} /> ago
                    </span>
                  ),
                ],
                ['late', late_seconds >= 1 && <Figure key="late" count={Math.round(late_seconds)} unit="s" />],
                ["against the database's clock", `${ahead_ms.toLocaleString()} ms`],
              ]}
            />
          )}
        </Part>
        <Part title="Bucket (R2)" of={data?.bucket}>
          {({ answers_ms }) => <Facts facts={[['answers in', `${answers_ms.toLocaleString()} ms`]]} />}
        </Part>
        <Part title="Days not yet archived" of={data?.archive}>
          {(tables) => (
            <Facts
              facts={tables.map(({ table, days, oldest_day }) => [
                table.replace('_', ' '),
                <Figure key={table} count={days} since={oldest_day} />,
              ])}
            />
          )}
        </Part>
      </div>
    </div>
  )
}

interface PartProps<T> {
  title: string
  /** Undefined until it is loaded; null if the part does not answer or does not exist. */
  of: T | null | undefined
  isWide?: boolean
  children: (of: T) => ComponentChildren
}

function Part<T>({ title, of, isWide = false, children }: PartProps<T>) {
  return (
    <section class={`operations-part${isWide ? ' is-wide' : ''}`} aria-label={title}>
      <h3>{title}</h3>
      {of === null ? <p class="quiet">no answer</p> : of !== undefined && children(of)}
    </section>
  )
}

/** A count that should be zero, and the time for which it has not been zero. */
const Figure = ({ count, unit, since }: { count: number; unit?: string; since?: string | null }) => (
  <span class={count > 0 ? 'is-trouble' : undefined}>
    {count.toLocaleString()}
    {unit && ` ${unit}`}
    {since && `, since ${since}`}
  </span>
)
