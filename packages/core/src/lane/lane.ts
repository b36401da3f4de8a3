import { z } from 'zod'

/** `live`: a person waits for it now. `interactive`: a caller's job. `bulk`: sweeps, and what says so. */
export const Lane = z.enum(['live', 'interactive', 'bulk'])
export type Lane = z.infer<typeof Lane>

/** Whether every key may read a lane's jobs: `live` has nothing but refreshes of outlets, which belong to nobody and are shared by all who ask. */
export const isShared = (lane: Lane): boolean => lane === 'live'
