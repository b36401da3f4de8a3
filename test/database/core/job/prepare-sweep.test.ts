import { sweepPreparation } from '@edgesweep/core/job/kinds/sweep/prepare-sweep.ts'
import { expect, test } from 'vitest'
import { fileContext } from '../../../support/file-context.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'
import { someOutlet } from '../../db/some.ts'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()
const ctx = fileContext({ db, files: inMemoryFiles(), hosts: [] })
const sweep = (...outletIds: string[]) => sweepPreparation.prepare(ctx, { kind: 'sweep', outlet_ids: outletIds })
const refused = (message: string) => ({ code: 'conflict', field: 'outlet_ids', message })

test('a refused sweep of one outlet says whether the outlet is unknown, disabled or being swept already', async () => {
  await expect(sweep('out_none')).rejects.toMatchObject(
    refused('there is no outlet out_none: GET /v1/outlets lists the outlets'),
  )
  const off = await someOutlet(db, { enabled: false })
  await expect(sweep(off)).rejects.toMatchObject(refused(`outlet ${off} is disabled: enable it, then repeat`))
  const free = await someOutlet(db)
  expect(await sweep(free)).toMatchObject({ outlet_ids: [free] })
  await expect(sweep(free)).rejects.toMatchObject(
    refused(`outlet ${free} is being swept already: wait for the end of that sweep, then repeat`),
  )
})

test('a refused sweep of several outlets names the three possible causes', async () => {
  await expect(sweep('out_none', 'out_neither')).rejects.toMatchObject(
    refused('no outlet to sweep: all are disabled, unknown or being swept already'),
  )
})
