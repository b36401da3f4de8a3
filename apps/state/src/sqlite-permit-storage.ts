import type { BrowserState } from '@edgesweep/core/permit/browser-state.ts'
import type { DomainEntry, EntryStorage } from '@edgesweep/core/permit/domain-index.ts'
import type { DomainState } from '@edgesweep/core/permit/domain-state.ts'
import type { PermitStorage } from '@edgesweep/core/permit/permit-storage.ts'

/** The permits of one domain in the SQLite of its object. */
export const domainStorage = (storage: DurableObjectStorage) => permitStorage<DomainState>(storage, 'domain-permits')

/** The slots of all browsers in the SQLite of their object. */
export const browserStorage = (storage: DurableObjectStorage) => permitStorage<BrowserState>(storage, 'browser-slots')

const entryPrefix = 'busy-domain '

/** The index of busy domains in the SQLite of its object. */
export const entryStorage = ({ kv }: DurableObjectStorage): EntryStorage => ({
  read: () =>
    new Map(
      [...kv.list<DomainEntry>({ prefix: entryPrefix })].map(([key, entry]) => [key.slice(entryPrefix.length), entry]),
    ),
  write: (domain, entry) => kv.put(entryPrefix + domain, entry),
  delete: (domain) => kv.delete(entryPrefix + domain),
})

const permitStorage = <State extends { waiters: unknown[] }>(
  { kv }: DurableObjectStorage,
  key: string,
): PermitStorage<State> => ({
  read: () => kv.get<State>(key) ?? null,
  write: (state) => kv.put(key, { ...state, waiters: [] }),
})
