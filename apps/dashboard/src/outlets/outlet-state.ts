import type { Outlet } from '../api/bodies.ts'
import type { Tone } from '../parts/dot.tsx'

export type OutletState = 'online' | 'offline' | 'unknown'

export const outletState = ({ online }: Outlet): OutletState =>
  online === null ? 'unknown' : online ? 'online' : 'offline'

export const stateTones: Record<OutletState, Tone> = { online: 'ok', offline: 'bad', unknown: 'idle' }

/** A filter for outlets: the state of those that are swept, that their items are held back, or that they are disabled. */
export type OutletTrait = OutletState | 'held back' | 'off'

export function hasTrait(outlet: Outlet, trait: OutletTrait): boolean {
  if (trait === 'off') return !outlet.enabled
  if (trait === 'held back') return outlet.quarantined_at !== null
  return outlet.enabled && outletState(outlet) === trait
}
