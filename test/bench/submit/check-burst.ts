import type { LoadClient } from '../load-client.ts'
import { type EndedCart, readRows } from './burst-rows.ts'
import type { BurstStack } from './burst-stack.ts'
import { type Cart, offersFor, searchPathOf } from './carts.ts'

/** A burst whose jobs have all ended, and its caller. */
export interface CheckedBurst {
  burst: string
  carts: readonly Cart[]
  /** The ids in the 202s, in the order of the carts. */
  ids: readonly string[]
  caller: LoadClient
  /** Whether nothing was killed, so that each cart was searched exactly once. */
  undisturbed: boolean
}

const sampled = 50
const mostListed = 5

/** The errors of a burst: lost, repeated, unknown or failed jobs, and results that differ from the town's. */
export async function checkBurst(
  { db, town }: BurstStack,
  { burst, carts, ids, caller, undisturbed }: CheckedBurst,
): Promise<string[]> {
  const wrong: string[] = []
  const report = (problem: string, which: readonly string[]) => {
    if (which.length > 0) wrong.push(`${burst}: ${which.length} ${problem}: ${which.slice(0, mostListed).join(', ')}`)
  }
  const termOf = new Map(ids.map((id, n) => [id, carts[n]!.terms[0]!]))
  if (termOf.size !== carts.length) wrong.push(`${burst}: ${carts.length} carts have ${termOf.size} different ids`)
  const rows = await readRows(db, burst)
  const known = new Set(rows.map(({ id }) => id))
  const strangers = rows.filter(({ id }) => !termOf.has(id))
  report(
    'jobs with a 202 are lost',
    ids.filter((id) => !known.has(id)),
  )
  report(
    'jobs exist without a 202',
    strangers.map(({ id }) => id),
  )
  const unlike = rows.filter(({ id, term }) => termOf.has(id) && termOf.get(id) !== term)
  report(
    'jobs belong to another cart than their 202',
    unlike.map(({ id }) => id),
  )
  const failed = rows.filter(({ status }) => status !== 'completed')
  const reasons = await Promise.all(failed.slice(0, mostListed).map((row) => reasonOf(caller, row)))
  if (failed.length > 0) wrong.push(`${burst}: ${failed.length} jobs did not complete: ${reasons.join(', ')}`)
  const step = Math.max(1, Math.floor(ids.length / sampled))
  for (let n = 0; n < ids.length; n += step) {
    const difference = await compareResults(caller, ids[n]!, carts[n]!)
    if (difference) wrong.push(`${burst}: ${difference}`)
  }
  if (undisturbed) {
    const { arrivals } = await town.served()
    const searches = new Map<string, number>()
    for (const { path } of arrivals) searches.set(path, (searches.get(path) ?? 0) + 1)
    const repeated = carts.filter(({ terms }) => searches.get(searchPathOf(terms[0]!)) !== 1)
    report(
      'carts were not searched exactly once',
      repeated.map(({ terms }) => terms[0]!),
    )
  }
  return wrong
}

async function reasonOf(caller: LoadClient, { id, status }: EndedCart): Promise<string> {
  const { text } = await caller.ask({ method: 'GET', path: `/results/${id}` })
  const { errors = {} } = JSON.parse(text) as { errors?: Record<string, string> }
  return `${id} ${status} (${Object.values(errors).join('; ')})`
}

/** How the results of an ended cart differ from the town's offers; null if they do not. */
export async function compareResults(
  caller: LoadClient,
  id: string,
  { terms }: Pick<Cart, 'terms'>,
): Promise<string | null> {
  const { status, text } = await caller.insist({ method: 'GET', path: `/results/${id}` })
  if (status !== 200) return `the results of ${id} were answered ${status}`
  const { results } = JSON.parse(text) as { results: Record<string, Product[]> }
  for (const term of terms) {
    const found = (results[term] ?? []).map(({ title, price }) => `${title} ${price?.minor}`).join('; ')
    const shown = offersFor(term)
      .map(({ title, minor }) => `${title} ${minor}`)
      .join('; ')
    if (found !== shown) return `${id} found "${found}" for "${term}", and the town shows "${shown}"`
  }
  return null
}

interface Product {
  title: string
  price: { minor: number } | null
}
