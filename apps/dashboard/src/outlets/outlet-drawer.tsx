import { useState } from 'preact/hooks'
import type { Outlet } from '../api/bodies.ts'
import { sentence } from '../api/problem.ts'
import { historyRead, itemsRead, outletRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { shortTime } from '../format/format-time.ts'
import { Age } from '../parts/age.tsx'
import { Dot } from '../parts/dot.tsx'
import { Drawer } from '../parts/drawer.tsx'
import { Empty } from '../parts/empty.tsx'
import { Icon } from '../parts/icon.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { ItemList } from './item-list.tsx'
import { knownPart } from './known-part.ts'
import { OutletChanges } from './outlet-changes.tsx'
import { OutletPast } from './outlet-past.tsx'
import { OutletSettings } from './outlet-settings.tsx'
import { outletState, stateTones } from './outlet-state.ts'
import { priceLines } from './price-lines.ts'
import { QuarantineNotice } from './quarantine-notice.tsx'
import { RefreshBar } from './refresh-bar.tsx'

/** One outlet: its last known state, items and changes, its settings and a refresh. */
export function OutletDrawer({ id }: { id: string }) {
  const { data: outlet, error } = useRead(outletRead(id))
  const { data: items } = useRead(itemsRead(id))
  const [weekAgo] = useState(fullHourWeekAgo)
  const { data: history, dataUpdatedAt } = useRead(historyRead(id, weekAgo))
  const state = outlet ? outletState(outlet) : 'unknown'
  const span = knownPart({ from: Date.parse(weekAgo) / 1000, to: dataUpdatedAt / 1000 }, outlet?.created_at ?? weekAgo)
  const lines = priceLines(history?.data ?? [], span)
  if (error && !outlet) {
    return (
      <Drawer title="Outlet">
        <Empty text={sentence(error.message)} />
      </Drawer>
    )
  }
  return (
    <Drawer title={outlet?.name ?? 'Outlet'}>
      {error && <Empty text={sentence(error.message)} />}
      <p class="outlet-line">
        <Dot tone={stateTones[state]} label={state} isBusy={!!outlet?.sweep_id} />
        <strong>{state}</strong>
        {outlet?.last_scanned_at && (
          <span class="quiet number">
            seen <Age of={outlet.last_scanned_at} /> ago
          </span>
        )}
        {outlet && (
          <span class="outlet-page">
            <OutsideLink href={outlet.url}>
              page <Icon name="out" />
            </OutsideLink>
          </span>
        )}
      </p>
      <p class="outlet-facts quiet" title={outlet && factsOf(outlet)}>
        {outlet && factsOf(outlet)}
      </p>
      <div class="outlet-past">{outlet && <OutletPast outlet={outlet} />}</div>
      <RefreshBar id={id} />
      {outlet?.quarantine && <QuarantineNotice outlet={outlet} quarantine={outlet.quarantine} />}
      {outlet && <OutletSettings outlet={outlet} />}
      <h3 class="drawer-part">
        Items <span class="quiet number">{items?.data.length ?? ''}</span>
      </h3>
      {items && <ItemList items={items.data} isMore={items.next !== null} lines={lines} />}
      <OutletChanges id={id} />
    </Drawer>
  )
}

function factsOf({ site, interval_seconds, timezone, skipped_overlaps: skipped }: Outlet): string {
  const overlaps = skipped > 0 ? [`${skipped.toLocaleString()} skipped starts`] : []
  return [site, `every ${shortTime(interval_seconds * 1000)}`, ...overlaps, timezone].join(' · ')
}

/** Seven days ago, rounded down to the hour (ISO 8601), so that reopening the drawer uses the cached answer. */
const fullHourWeekAgo = () => new Date((Math.floor(Date.now() / 3_600_000) - 7 * 24) * 3_600_000).toISOString()
