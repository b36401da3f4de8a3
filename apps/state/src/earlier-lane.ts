import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'

/**
 * Moves the rows that an earlier version stored in a Lane object (tables `ticket`, `given_up`, `idempotency`) into the present tables, so that
 * waiting jobs still wait. It drops the idempotency keys of batches, because the earlier version recorded them job by job.
 */
export function moveEarlierRows(sql: SqlStorage): void {
  const tables = sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray()
  if (!tables.some(({ name }) => name === 'ticket')) return
  for (const { id, state, spec } of sql
    .exec<Record<'id' | 'state' | 'spec', string>>('SELECT * FROM ticket')
    .toArray()) {
    const ticket = { ...JSON.parse(state), paused: false, heldMs: 0 }
    const summary = summarizeJob(JSON.parse(spec) as JobSpec)
    const row = [id, JSON.stringify(ticket), spec, JSON.stringify(summary)]
    sql.exec('INSERT INTO job (id, ticket, spec, summary) VALUES (?, ?, ?, ?)', ...row)
  }
  sql.exec(`
    INSERT INTO given_up_job (id, given_up, spec) SELECT id, state, spec FROM given_up;
    INSERT INTO remembered (caller, record, expires_at)
      SELECT caller, json_object(
        'keyId', substr(caller, 1, instr(caller, ' ') - 1), 'key', substr(caller, instr(caller, ' ') + 1),
        'bodySha256', body_sha256, 'ids', json_object('0', job_id)
      ), expires_at
      FROM idempotency;
    DROP TABLE ticket; DROP TABLE given_up; DROP TABLE idempotency;
  `)
}
