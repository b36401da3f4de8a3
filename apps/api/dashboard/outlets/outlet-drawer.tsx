import { itemsRead, outletRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Drawer } from '../page/drawer.tsx'
import { Age } from '../show/age.tsx'
import { Dot } from '../show/dot.tsx'
import { Empty } from '../show/empty.tsx'
import { shortTime } from '../show/format-time.ts'
import { Icon } from '../show/icon.tsx'
import { OutsideLink } from '../show/outside-link.tsx'
import { sentence } from '../show/sentence.ts'
import { ItemList } from './item-list.tsx'
import { OutletChanges } from './outlet-changes.tsx'
import { outletState, stateTones } from './outlet-state.ts'
import { RefreshBar } from './refresh-bar.tsx'

/** One outlet: its last known state, its items and what changed, and a look at it now. */
export function OutletDrawer({ id }: { id: string }) {
  const { data: outlet, error } = useRead(outletRead(id))
  const { data: items } = useRead(itemsRead(id))
  const state = outlet ? outletState(outlet) : 'unknown'
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
              its page <Icon name="out" />
            </OutsideLink>
          </span>
        )}
      </p>
      <p class="outlet-line quiet">
        {outlet && `${outlet.site} · every ${shortTime(outlet.interval_seconds * 1000)} · ${outlet.timezone}`}
      </p>
      <RefreshBar id={id} />
      <h3 class="drawer-part">
        Items <span class="quiet number">{items?.data.length ?? ''}</span>
      </h3>
      {items && <ItemList items={items.data} isMore={items.next !== null} />}
      <OutletChanges id={id} />
    </Drawer>
  )
}
