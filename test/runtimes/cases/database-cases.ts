import { deepEqual, equal } from 'node:assert/strict'
import { connectNeonHttp } from '@edgesweep/db/drivers/neon-http.ts'
import { runStatement, StatementError } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { runEveryQuery } from '../../database/db/drivers/run-every-query.ts'
import { settled } from '../../database/db/drivers/settled.ts'
import type { Case, CaseEnv } from './case.ts'

const open = ({ databaseUrl, relay }: CaseEnv) => connectNeonHttp(databaseUrl, { proxy: relay })

export const databaseCases: Case[] = [
  {
    name: "db: every query runs over Neon's HTTP driver",
    async run(env) {
      const answers = await runEveryQuery(open(env))
      equal(Object.values(answers).includes(undefined), false)
      return settled(answers)
    },
  },
  {
    name: "db: values of every type pass through Neon's HTTP driver unchanged",
    async run(env) {
      const rows = await runStatement(
        open(env),
        'values',
        sql`select ${'Crème “brûlée” 日本 😀'}::text as text, ${2 ** 53 - 1}::float8 as large, ${true}::boolean as yes,
          ${null}::text as nothing, array['a,b', '"c"'] as list, ${'{"a":[1,null]}'}::jsonb as json`,
      )
      deepEqual(rows, [
        {
          text: 'Crème “brûlée” 日本 😀',
          large: 2 ** 53 - 1,
          yes: true,
          nothing: null,
          list: ['a,b', '"c"'],
          json: { a: [1, null] },
        },
      ])
    },
  },
  {
    name: 'db: the error of a refused statement has its SQLSTATE and no parameters',
    async run(env) {
      const failed = runStatement(open(env), 'odd', sql`select ${'secret'}::text, 1 / ${0}::int`)
      const error = await failed.catch((reason: unknown) => reason)
      equal(error instanceof StatementError && error.sqlState, '22012')
      equal(String(error), 'StatementError: Statement odd failed: division by zero')
    },
  },
]
