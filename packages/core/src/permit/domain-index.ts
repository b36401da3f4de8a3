import { type DomainUse, waitingAt } from './domain-use.ts'

/** A domain's last report. Times are epoch milliseconds by the clock of the index. */
export interface DomainEntry {
  use: DomainUse
  at: number
  expiresAt: number
}

/** Keeps the entries beyond the process. */
export interface EntryStorage {
  read(): Map<string, DomainEntry>
  write(domain: string, entry: DomainEntry): void
  delete(domain: string): void
}

/** A domain with its state as of now. `ageMs`: the age of its report. */
export interface BusyDomain extends DomainUse {
  domain: string
  ageMs: number
}

/** The busiest domains, and the number of the other ones. */
export interface BusyDomains {
  domains: BusyDomain[]
  others: number
}

/** Above the first number of entries, the least busy ones go until the second is left. */
const [mostEntries, keptEntries] = [1_000, 900]
/** All domains together report this often at most, in ms: the more entries, the less often each one. */
const reportEveryMs = 5
/** A shorter lease is not stored: after a restart, the domain has reported again before the storage would have helped. */
const storedFromMs = 30_000

/** The busy domains of the deployment. Each entry is a lease, so that a domain that no longer reports vanishes. */
export class DomainIndex {
  readonly #storage: EntryStorage
  readonly #now: () => number
  readonly #entries: Map<string, DomainEntry>
  #seenAt = 0

  constructor(storage: EntryStorage, now: () => number) {
    this.#storage = storage
    this.#now = now
    this.#entries = storage.read()
    // Times ahead of the clock are from before it was set back.
    this.#seenAt = Math.max(0, ...[...this.#entries.values()].map(({ at }) => at))
  }

  /** Takes a domain's report; a lease of 0 ends its entry. Returns the time in ms before its next report. */
  report(domain: string, use: DomainUse, leaseMs: number): number {
    const at = this.#begin()
    if (leaseMs <= 0) this.#drop(domain)
    else {
      const entry = { use, at, expiresAt: at + leaseMs }
      this.#entries.set(domain, entry)
      if (isStored(entry)) this.#storage.write(domain, entry)
      else this.#storage.delete(domain)
      if (this.#entries.size > mostEntries)
        for (const least of this.#sorted(at).slice(keptEntries)) this.#drop(least.domain)
    }
    return this.#entries.size * reportEveryMs
  }

  /** The `most` busiest domains. Those that hold back most come first. */
  busiest(most: number): BusyDomains {
    const sorted = this.#sorted(this.#begin())
    return { domains: sorted.slice(0, most), others: Math.max(0, sorted.length - most) }
  }

  #sorted(now: number): BusyDomain[] {
    return [...this.#entries].map(([domain, entry]) => asOf(domain, entry, now)).sort(byBusiness)
  }

  /** The present time. Ends old entries, and corrects all times if the clock was set back. */
  #begin(): number {
    const now = this.#now()
    const backMs = this.#seenAt - now
    this.#seenAt = now
    for (const [domain, entry] of this.#entries) {
      if (backMs > 0) {
        entry.at -= backMs
        entry.expiresAt -= backMs
        if (isStored(entry)) this.#storage.write(domain, entry)
      }
      if (entry.expiresAt <= now) this.#drop(domain)
    }
    return now
  }

  #drop(domain: string): void {
    this.#entries.delete(domain)
    this.#storage.delete(domain)
  }
}

const isStored = ({ at, expiresAt }: DomainEntry): boolean => expiresAt - at >= storedFromMs

/** A report as of `now`: pauses have become shorter, and waits longer. */
function asOf(domain: string, { use, at }: DomainEntry, now: number): BusyDomain {
  const ageMs = Math.max(0, now - at)
  const { pause, held } = use
  const leftMs = (pause?.leftMs ?? 0) - ageMs
  return {
    ...use,
    domain,
    ageMs,
    pause: pause && leftMs > 0 ? { ...pause, leftMs } : null,
    held: held.map((one) => ({ ...one, heldMs: one.heldMs + ageMs })),
  }
}

function byBusiness(a: BusyDomain, b: BusyDomain): number {
  return (
    waitingAt(b) - waitingAt(a) ||
    b.held.length - a.held.length ||
    (b.pause?.leftMs ?? 0) - (a.pause?.leftMs ?? 0) ||
    b.inFlight - a.inFlight ||
    (a.domain < b.domain ? -1 : 1)
  )
}
