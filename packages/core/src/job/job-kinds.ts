import type { z } from 'zod'
import { cartKind } from './kinds/cart/cart-kind.ts'
import { outletKind } from './kinds/outlet/outlet-kind.ts'
import { pageKind } from './kinds/page/page-kind.ts'
import { reextractKind } from './kinds/reextract/reextract-kind.ts'
import { sweepKind } from './kinds/sweep/sweep-kind.ts'

/** Every kind of job. A kind that is added here fails to compile without its preparation and its runner. */
export const jobKinds = {
  cart: cartKind,
  outlet: outletKind,
  page: pageKind,
  sweep: sweepKind,
  reextract: reextractKind,
}
type Kinds = typeof jobKinds

export type JobKindName = keyof Kinds
export const jobKindNames = Object.keys(jobKinds) as [JobKindName, ...JobKindName[]]

/** The request, the stored spec and the work of an item, each of one kind. */
export type RequestOf<K extends JobKindName> = z.infer<Kinds[K]['request']>
export type SpecOf<K extends JobKindName> = Parameters<Kinds[K]['plan']>[0]
export type WorkOf<K extends JobKindName> = ReturnType<Kinds[K]['plan']>[number]['work']
