import type { DomainPermits } from '@edgesweep/core/context.ts'

/** Domains that grant every permit at once and have no robots.txt. */
export const openDomains: DomainPermits = {
  ask: async () => ({ ok: true, token: 'permit' }),
  renew: async () => {},
  giveBack: async () => 0,
  robots: async () => ({ text: '', unreachable: null, expiresAt: Number.POSITIVE_INFINITY }),
}
