import { type ItemResult, mostResultLength } from './job-port.ts'
import type { JobState } from './job-state.ts'
import type { JobHead, JobLife, JobStorage, StoredItem, StoredJob } from './job-storage.ts'

export const headOf = ({ id, keyId, lane, spec, submittedAt }: JobState): JobHead => {
  return { id, keyId, lane, spec, submittedAt }
}

export function lifeOf(state: JobState, log: Pick<JobLife, 'lastSeq' | 'acknowledged' | 'seenAt'>): JobLife {
  const { id: _, keyId: __, lane: ___, spec: ____, submittedAt: _____, ...changing } = state
  const {
    items: ______,
    throttles: _______,
    waits: ________,
    outages: _________,
    alone: __________,
    ...life
  } = changing
  return { ...life, ...log }
}

export const itemOf = ({ items, throttles, waits, outages, alone }: JobState, index: number): StoredItem => ({
  item: items[index]!,
  throttles: throttles[index] ?? 0,
  wait: waits[index] ?? null,
  outage: outages[index] ?? null,
  alone: alone[index] ?? false,
})

/** The job whose parts these are. */
export function stateOf({ head, life, items }: StoredJob): JobState {
  const { lastSeq: _, acknowledged: __, seenAt: ___, ...changing } = life
  const state: JobState = { ...head, ...changing, items: [], throttles: {}, waits: {}, outages: {}, alone: {} }
  for (const [index, { item, throttles, wait, outage, alone }] of items.entries()) {
    state.items.push(item)
    if (throttles > 0) state.throttles[index] = throttles
    if (wait) state.waits[index] = wait
    if (outage) state.outages[index] = outage
    if (alone) state.alone[index] = true
  }
  return state
}

/** The items from `from` on: at most `limit`, whose results together have `most` characters of JSON. The first one may be longer. */
export function pageOfResults(
  storage: JobStorage,
  from: number,
  limit: number,
  most: number = mostResultLength,
): ItemResult[] {
  const items: ItemResult[] = []
  let room = most
  for (const { item, length } of storage.results(from, limit)) {
    if (items.length > 0 && length > room) break
    items.push(item)
    room -= length
  }
  return items
}
