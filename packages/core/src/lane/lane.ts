import { z } from 'zod'

/** `live`: a person waits for it now. `interactive`: a caller's job. `bulk`: sweeps, and what says so. */
export const Lane = z.enum(['live', 'interactive', 'bulk'])
export type Lane = z.infer<typeof Lane>
