import pg from 'pg'
import { afterAll } from 'vitest'
import { type Stack, startStack } from './stack.ts'

/** A stack with one outlet for the tests of a file, and a connection to its database; both end with them. `args` are options of `npm start`. */
export async function openStack(...args: string[]): Promise<{ stack: Stack; db: pg.Client }> {
  const stack = await startStack({ outlets: 1, args })
  const db = new pg.Client({ connectionString: stack.database })
  afterAll(async () => {
    await db.end()
    await stack[Symbol.asyncDispose]()
  })
  await db.connect()
  return { stack, db }
}
