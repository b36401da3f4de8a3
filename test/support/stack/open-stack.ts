import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { type Stack, stackAt } from './stack.ts'
import type { Loan, Wish } from './stack-pool.ts'

/**
 * A stack for the tests of a file, a connection to its database, and ports for the file's own servers, which it may scrape.
 * Other files have the stack before and after: what a test counts must be its own, and what it changes for others it changes
 * back.
 */
export async function openStack({ outlets = 1, guests = 0 }: Partial<Wish> = {}): Promise<{
  stack: Stack
  db: pg.Client
  guests: number[]
}> {
  const pool = inject('stackPool')
  const answer = await fetch(pool, { method: 'POST', body: JSON.stringify({ outlets, guests } satisfies Wish) })
  if (!answer.ok) throw new Error(`No stack is lent: ${await answer.text()}`)
  const loan = (await answer.json()) as Loan
  const db = new pg.Client({ connectionString: loan.database })
  // biome-ignore lint/correctness/noEmptyPattern: vitest asks for this form of the first argument.
  afterAll(async ({}, file) => {
    await db.end()
    // After a failure it stays lent, so that no other file finds what went wrong with it.
    const hasFailed = file.tasks.some(({ result }) => result?.state === 'fail')
    if (!hasFailed) await fetch(`${pool}/${loan.id}`, { method: 'DELETE' })
  })
  await db.connect()
  return { stack: stackAt(loan, loan.home), db, guests: loan.guests }
}
