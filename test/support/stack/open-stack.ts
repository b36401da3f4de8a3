import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { type Stack, stackAt } from './stack.ts'
import type { Loan, Wish } from './stack-pool.ts'

/**
 * Borrows a stack for the tests of a file, with a connection to its database and ports for servers that it may scrape. Other files
 * use the stack before and after. A test must count only its own data, and must undo its changes to shared data.
 */
export async function openStack({ outlets = 1, guests = 0 }: Partial<Wish> = {}): Promise<{
  stack: Stack
  db: pg.Client
  guests: number[]
}> {
  const pool = inject('stackPool')
  const answer = await fetch(pool, { method: 'POST', body: JSON.stringify({ outlets, guests } satisfies Wish) })
  if (!answer.ok) throw new Error(`The stack pool lent no stack: ${await answer.text()}`)
  const loan = (await answer.json()) as Loan
  const db = new pg.Client({ connectionString: loan.database })
  // biome-ignore lint/correctness/noEmptyPattern: vitest requires this form of the first argument.
  afterAll(async ({}, file) => {
    await db.end()
    // After a failure the stack stays lent, so that no other file gets a damaged stack.
    const hasFailed = file.tasks.some(({ result }) => result?.state === 'fail')
    if (!hasFailed) await fetch(`${pool}/${loan.id}`, { method: 'DELETE' })
  })
  await db.connect()
  return { stack: stackAt(loan, loan.home), db, guests: loan.guests }
}
