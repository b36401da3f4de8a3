const clock = 'clock'

/** The key under which the scheduler submits the sweeps of an owner's outlets. Each owner has a fair share of the lane. Null is the operator. */
export const clockKeyOf = (owner: string | null): string => (owner === null ? clock : `${clock}:${owner}`)

/** Whether the scheduler submitted a job, and no API key. */
export const isClockKey = (keyId: string): boolean => keyId === clock || keyId.startsWith(`${clock}:`)
