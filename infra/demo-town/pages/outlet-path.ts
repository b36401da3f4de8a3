import type { Manner } from '../machine/plan-outlet.ts'

/** The path of an outlet's own page. */
export const outletPath = ({ manner, slug }: { manner: Manner; slug: string }): string => `/${manner}/${slug}`
