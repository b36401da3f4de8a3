import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '../../../support/eventually.ts'
import { ask } from '../../../support/stack/stack-client.ts'
import { writeAdvertisers } from '../../import/write-file.ts'
import type { Load } from './load.ts'

const rows = 20_000
const patienceMs = 600_000
const csv = { 'content-type': 'text/csv' }

/** Imports of a file of advertisers through the API; each differs from the one before in a twentieth of its rows. */
export const imports: Load = {
  perMinute: 0.1,
  async send({ stack }, n, accepted) {
    const path = join(stack.home, 'advertisers.csv')
    await writeAdvertisers(path, rows, n % 2 === 0 ? '0' : '5')
    const { id } = await eventually('the upload of a file', async () => {
      const { status, body } = await ask(
        stack,
        'POST',
        '/v1/imports?table=advertisers',
        readFileSync(path, 'utf8'),
        csv,
      )
      return status === 202 && body
    })
    accepted.imports.push(id)
    const ended = await eventually(
      `the end of ${id}`,
      async () => {
        const { body } = await ask(stack, 'GET', `/v1/imports/${id}`)
        return body.ended_at !== null && body
      },
      { within: patienceMs, every: 1_000 },
    ).catch(String)
    if (typeof ended === 'string') return ended
    const { status, rows_read, inserted, updated, unchanged } = ended
    const isRight = status === 'completed' && rows_read === rows && inserted + updated + unchanged === rows
    return isRight ? null : `the import is wrong: ${JSON.stringify(ended)}`
  },
}
