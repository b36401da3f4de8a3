import type { Remembered } from '@edgesweep/core/lane/admit-jobs.ts'
import type { LaneAddress } from '@edgesweep/core/lane/job-id.ts'
import type { GivenUpJob, LaneStorage, LaneWrite, StoredLane } from '@edgesweep/core/lane/lane-storage.ts'
import { newPace } from '@edgesweep/core/lane/pace.ts'

interface Row {
  ticket: string
  spec: string
  summary: string
}

/** A shard's rows in Maps, as JSON text, so that the desk's state cannot change the stored data. */
export class MapLaneStorage implements LaneStorage {
  readonly jobs = new Map<string, Row>()
  readonly #givenUp = new Map<string, string>()
  readonly #remembered = new Map<string, { record: string; expiresAt: number }>()
  #address: LaneAddress | null = null
  #nextSequence = 1
  #pace = JSON.stringify(newPace())

  read(): StoredLane {
    return {
      address: this.#address,
      tickets: [...this.jobs.values()].map(({ ticket }) => JSON.parse(ticket)),
      nextSequence: this.#nextSequence,
      pace: JSON.parse(this.#pace),
    }
  }

  /** Checks all writes first, because a Map accepts writes that a table would refuse. */
  commit(writes: LaneWrite[]): void {
    for (const write of writes) {
      if (write.type !== 'insert') continue
      const { ticket, spec, summary } = write
      if (this.jobs.has(ticket.id)) throw new Error(`the job ${ticket.id} is stored already`)
      if (typeof spec !== 'string' || typeof summary !== 'string')
        throw new Error(`the spec or the summary of the job ${ticket.id} is not a text`)
    }
    for (const write of writes) this.#write(write)
  }

  specOf(id: string): string {
    return this.jobs.get(id)!.spec
  }

  summaryOf(id: string): string {
    return this.jobs.get(id)!.summary
  }

  summaries(firstId: string, endId: string): Array<{ id: string; summary: string }> {
    const found = [...this.jobs].filter(([id]) => id >= firstId && id < endId)
    return found.map(([id, { summary }]) => ({ id, summary }))
  }

  givenUp(limit: number): GivenUpJob[] {
    return [...this.#givenUp.values()].slice(0, limit).map((text) => JSON.parse(text))
  }

  givenUpJob(id: string): GivenUpJob | null {
    const text = this.#givenUp.get(id)
    return text === undefined ? null : JSON.parse(text)
  }

  recall(keyId: string, key: string, now: number): Remembered | null {
    const kept = this.#remembered.get(`${keyId} ${key}`)
    return kept && kept.expiresAt > now ? JSON.parse(kept.record) : null
  }

  #write(write: LaneWrite): void {
    switch (write.type) {
      case 'insert':
        this.jobs.set(write.ticket.id, {
          ticket: JSON.stringify(write.ticket),
          spec: write.spec,
          summary: write.summary,
        })
        return
      case 'save':
        this.jobs.get(write.ticket.id)!.ticket = JSON.stringify(write.ticket)
        return
      case 'remove':
        this.jobs.delete(write.id)
        return
      case 'give_up': {
        const { ticket, status, reason } = write
        const spec = this.specOf(ticket.id)
        this.#givenUp.set(ticket.id, JSON.stringify({ ticket, status, reason, spec }))
        return
      }
      case 'announced':
        this.#givenUp.delete(write.id)
        return
      case 'remember': {
        const { record, expiresAt } = write
        this.#remembered.set(`${record.keyId} ${record.key}`, { record: JSON.stringify(record), expiresAt })
        return
      }
      case 'forget':
        for (const [caller, { expiresAt }] of this.#remembered)
          if (expiresAt <= write.now) this.#remembered.delete(caller)
        return
      case 'address':
        this.#address = write.address
        return
      case 'next_sequence':
        this.#nextSequence = write.next
        return
      case 'pace':
        this.#pace = JSON.stringify(write.pace)
    }
  }
}
