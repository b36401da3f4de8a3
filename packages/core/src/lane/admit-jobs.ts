import { mayAdd, submitTickets } from './lane-machine.ts'
import type { LaneState, Ticket } from './lane-state.ts'

/** A job's place in a submission under an `Idempotency-Key`, and the hash of the whole body. */
export interface Idempotency {
  key: string
  /** 0 in a submission of one job. */
  place: number
  bodySha256: string
}

/** A job to be admitted. `deadline`: epoch milliseconds. */
export interface WantedJob {
  keyId: string
  deadline: number
  coalesce: string | null
  idempotency: Idempotency | null
}

/** The submission under a caller's `Idempotency-Key`: the hash of its body, and the ids of its admitted jobs by place. */
export interface Remembered {
  keyId: string
  key: string
  bodySha256: string
  ids: Record<number, string>
}

/** `replayed`: the id comes from an earlier submission. */
export type Admission =
  | { ok: true; id: string; replayed: boolean }
  | { ok: false; reason: 'idempotency_conflict' | 'lane_full' }

/**
 * Admits jobs, each once. A job that was submitted before under its key gets its first id; a job with another body is refused. `recall` reads the
 * stored record of a key. Returns an answer for each job, in order, the new tickets with the indexes of their jobs, the changed tickets that others
 * have joined, and the records to store.
 */
export function admitJobs(
  state: LaneState,
  jobs: WantedJob[],
  recall: (keyId: string, key: string) => Remembered | null,
  idOf: (sequence: number) => string,
  now: number,
): {
  admissions: Admission[]
  added: Array<{ ticket: Ticket; index: number }>
  joined: Ticket[]
  remember: Remembered[]
} {
  const seen = new Map<string, Remembered>()
  const remember = new Set<Remembered>()
  const added: Array<{ ticket: Ticket; index: number }> = []
  const joined: Ticket[] = []
  const admissions = jobs.map((job, index): Admission => {
    const { keyId, idempotency } = job
    const record = idempotency && recordOf(keyId, idempotency, seen, recall)
    if (record && record.bodySha256 !== idempotency.bodySha256) return { ok: false, reason: 'idempotency_conflict' }
    const earlier = record?.ids[idempotency!.place]
    if (earlier !== undefined) return { ok: true, id: earlier, replayed: true }
    if (!mayAdd(state, keyId)) return { ok: false, reason: 'lane_full' }
    const submitted = submitTickets(state, [job], idOf, now)
    const id = submitted.ids[0]!
    for (const { ticket } of submitted.added) added.push({ ticket, index })
    joined.push(...submitted.joined)
    if (record) {
      record.ids[idempotency!.place] = id
      remember.add(record)
    }
    return { ok: true, id, replayed: submitted.added.length === 0 }
  })
  return { admissions, added, joined, remember: [...remember] }
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
