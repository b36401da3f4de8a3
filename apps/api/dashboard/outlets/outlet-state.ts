import type { Outlet } from '../api/bodies.ts'
import type { Tone } from '../show/dot.tsx'

export type OutletState = 'online' | 'offline' | 'unknown'

export const outletState = ({ online }: Outlet): OutletState =>
  online === null ? 'unknown' : online ? 'online' : 'offline'

export const stateTones: Record<OutletState, Tone> = { online: 'ok', offline: 'bad', unknown: 'idle' }
