import { maxTickets, submitTickets } from './lane-machine.ts'
import type { LaneState, Ticket } from './lane-state.ts'

/** Where in a submission under an `Idempotency-Key` a job stands, and the hash of the whole body that came with the key. */
export interface Idempotency {
  key: string
  /** 0 where the submission is of one job. */
  place: number
  bodySha256: string
}

/** A job that asks for a place. `deadline`: epoch milliseconds. */
export interface WantedJob {
  keyId: string
  deadline: number
  coalesce: string | null
  idempotency: Idempotency | null
}

/** What a caller's `Idempotency-Key` stood for: the body, and by place the ids of the jobs that were taken. */
export interface Remembered {
  keyId: string
  key: string
  bodySha256: string
  ids: Record<number, string>
}

/** `replayed`: the id is that of an earlier submission. */
export type Admission =
  | { ok: true; id: string; replayed: boolean }
  | { ok: false; reason: 'idempotency_conflict' | 'lane_full' }

/**
 * Takes jobs in, each once: what came under a key before gets the id that it got then, and with another body nothing. `recall` gives
 * what is stored for a key. Returns an answer for each, in order, the tickets that are new with the places of their jobs, and what is to be
 * remembered, all for one commit.
 */
export function admitJobs(
  state: LaneState,
  jobs: WantedJob[],
  recall: (keyId: string, key: string) => Remembered | null,
  idOf: (sequence: number) => string,
  now: number,
): { admissions: Admission[]; added: Array<{ ticket: Ticket; index: number }>; remember: Remembered[] } {
  const seen = new Map<string, Remembered>()
  const remember = new Set<Remembered>()
  const added: Array<{ ticket: Ticket; index: number }> = []
  const admissions = jobs.map((job, index): Admission => {
    const { keyId, idempotency } = job
    const record = idempotency && recordOf(keyId, idempotency, seen, recall)
    if (record && record.bodySha256 !== idempotency.bodySha256) return { ok: false, reason: 'idempotency_conflict' }
    const earlier = record?.ids[idempotency!.place]
    if (earlier !== undefined) return { ok: true, id: earlier, replayed: true }
    if (state.tickets.size >= maxTickets) return { ok: false, reason: 'lane_full' }
    const submitted = submitTickets(state, [job], idOf, now)
    const id = submitted.ids[0]!
    for (const { ticket } of submitted.added) added.push({ ticket, index })
    if (record) {
      record.ids[idempotency!.place] = id
      remember.add(record)
    }
    return { ok: true, id, replayed: submitted.added.length === 0 }
  })
  return { admissions, added, remember: [...remember] }
}

function recordOf(
  keyId: string,
  { key, bodySha256 }: Idempotency,
  seen: Map<string, Remembered>,
  recall: (keyId: string, key: string) => Remembered | null,
): Remembered {
  const caller = `${keyId} ${key}`
  const record = seen.get(caller) ?? recall(keyId, key) ?? { keyId, key, bodySha256, ids: {} }
  seen.set(caller, record)
  return record
}
