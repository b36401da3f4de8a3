import type { LiveOptions } from './options.ts'

/** The background work during live requests. */
export interface Arm {
  name: string
  /** The number of outlets that are swept repeatedly; 0 for none. */
  outlets: number
  imports: boolean
  /** Whether another client keeps a transaction open. */
  holds: boolean
}

export const idle: Arm = { name: 'idle', outlets: 0, imports: false, holds: false }

/** The requested arms: a sweep of each size, and one of the largest together with other work. */
export function planArms({ arms, outlets }: Pick<LiveOptions, 'arms' | 'outlets'>): Arm[] {
  const largest = Math.max(...outlets)
  const planned: Record<Exclude<LiveOptions['arms'][number], 'items'>, Arm[]> = {
    idle: [idle],
    sweep: outlets.map((count) => ({ ...idle, name: `sweep of ${count}`, outlets: count })),
    import: [{ ...idle, name: 'import', imports: true }],
    both: [{ ...idle, name: 'both', outlets: largest, imports: true }],
    held: [{ ...idle, name: 'held', outlets: largest, holds: true }],
  }
  return arms.flatMap((arm) => (arm === 'items' ? [] : planned[arm]))
}
