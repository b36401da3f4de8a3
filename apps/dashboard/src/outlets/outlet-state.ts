import type { Outlet } from '../api/bodies.ts'
import type { Tone } from '../parts/dot.tsx'

export type OutletState = 'online' | 'offline' | 'unknown'

export const outletState = ({ online }: Outlet): OutletState =>
  online === null ? 'unknown' : online ? 'online' : 'offline'

export const stateTones: Record<OutletState, Tone> = { online: 'ok', offline: 'bad', unknown: 'idle' }

/** A filter for outlets: their state, or that their items are held back. */
export type OutletTrait = OutletState | 'held back'

export const hasTrait = (outlet: Outlet, trait: OutletTrait): boolean =>
  trait === 'held back' ? outlet.quarantined_at !== null : outletState(outlet) === trait
