import type { DomainPermits, DomainReader } from '@edgesweep/core/context.ts'
import type { DeskClock } from '@edgesweep/core/desk-clock.ts'
import { DomainDesk } from '@edgesweep/core/permit/domain-desk.ts'
import { DomainIndex, type EntryStorage } from '@edgesweep/core/permit/domain-index.ts'
import type { DomainState } from '@edgesweep/core/permit/domain-state.ts'
import { mapPermitStorage } from './map-permit-storage.ts'

/** The entries of an index in a Map, copied as in SQLite. */
export function mapEntryStorage(): EntryStorage {
  const stored: ReturnType<EntryStorage['read']> = new Map()
  return {
    read: () => structuredClone(stored),
    write: (domain, entry) => {
      stored.set(domain, structuredClone(entry))
    },
    delete: (domain) => {
      stored.delete(domain)
    },
  }
}

/** Domains in this process, each with its own desk, and the index that they report to. They have no robots.txt. */
export class InMemoryDomains implements DomainPermits, DomainReader {
  readonly #clock: DeskClock
  readonly #desks = new Map<string, DomainDesk>()
  readonly index: DomainIndex
  /** The domains that reported themselves, in order. */
  readonly reports: string[] = []

  constructor(clock: DeskClock) {
    this.#clock = clock
    this.index = new DomainIndex(mapEntryStorage(), () => clock.now())
  }

  ask: DomainPermits['ask'] = (domain, lane, patienceMs, terms) =>
    new Promise((resolve) => this.#at(domain).ask(lane, patienceMs, terms, resolve))

  renew: DomainPermits['renew'] = async (domain, token) => this.#at(domain).renew(token)

  giveBack: DomainPermits['giveBack'] = async (domain, token, result) => this.#at(domain).giveBack(token, result)

  robots: DomainPermits['robots'] = async () => ({ text: '', unreachable: null, expiresAt: Number.POSITIVE_INFINITY })

  use: DomainReader['use'] = async (domain) => this.#at(domain).use()

  busiest: DomainReader['busiest'] = async (most) => this.index.busiest(most)

  #at(domain: string): DomainDesk {
    const known = this.#desks.get(domain)
    if (known) return known
    const desk = new DomainDesk({
      storage: mapPermitStorage<DomainState>(),
      clock: this.#clock,
      random: () => 0.5,
      report: async (use, leaseMs) => {
        this.reports.push(domain)
        return this.index.report(domain, use, leaseMs)
      },
    })
    this.#desks.set(domain, desk)
    return desk
  }
}
