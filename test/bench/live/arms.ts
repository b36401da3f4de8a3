import type { LiveOptions } from './options.ts'

/** What goes on while live answers are asked for. */
export interface Arm {
  name: string
  /** How many outlets are swept, again and again; 0: none. */
  outlets: number
  imports: boolean
  /** Whether somebody else keeps a transaction open. */
  holds: boolean
}

export const idle: Arm = { name: 'idle', outlets: 0, imports: false, holds: false }

/** The arms asked for: a sweep of each size, and beside others one of the largest. */
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
