import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, freezeTown, sweepNow, thawTown, townAt } from '../support/stack/stack-client.ts'

const { stack } = await openStack()

test('a broken page causes one anomaly and removes no items, until a caller accepts its next extraction', async () => {
  let tick = await freezeTown(stack)
  while (!(await townAt(stack, tick))[0]!.online) tick = await freezeTown(stack, tick + 1)
  const { slug, items } = (await townAt(stack, tick))[0]!
  const id = `out_${slug}`
  onTestFinished(async () => {
    await setBreakage(slug, null)
    await thawTown(stack)
  })
  await sweepNow(stack)
  const changes = async () => (await ask(stack, 'GET', `/v1/changes?outlet_id=${id}&limit=100`)).body.data as Change[]
  const known = (await changes())[0]?.id ?? ''
  const announcedSince = async () => (await changes()).filter((change) => change.id > known).map(({ kind }) => kind)
  const itemsNow = async () => (await ask(stack, 'GET', `/v1/outlets/${id}/items`)).body.data.length
  expect(await itemsNow()).toBe(items.length)
  expect(await ask(stack, 'POST', `/v1/outlets/${id}/accept`)).toMatchObject({
    status: 409,
    body: { type: 'urn:edgesweep:problem:conflict' },
  })

  await setBreakage(slug, 'changed')
  expect(await sweepNow(stack)).toMatchObject({ failed: 1 })
  await setBreakage(slug, 'empty')
  expect(await sweepNow(stack)).toMatchObject({ failed: 0 })
  expect(await announcedSince()).toEqual(['sweep.anomalous'])
  expect(await itemsNow()).toBe(items.length)
  expect((await ask(stack, 'GET', `/v1/outlets/${id}`)).body).toMatchObject({
    quarantined_at: expect.any(String),
    quarantine: { listed: items.length, vanished: items.length, unpriced: 0, accepted: false },
  })
  const message = await eventually('its webhook', async () => (await anomalies())[0])
  expect(message).toMatchObject({ verified: true })
  expect(await anomalies()).toHaveLength(1)

  await setBreakage(slug, null)
  await sweepNow(stack)
  expect(await announcedSince()).toEqual(['sweep.anomalous'])
  expect((await ask(stack, 'GET', `/v1/outlets/${id}`)).body).toMatchObject({ quarantined_at: null, quarantine: null })

  await setBreakage(slug, 'empty')
  await sweepNow(stack)
  expect(await ask(stack, 'POST', `/v1/outlets/${id}/accept`)).toMatchObject({
    status: 200,
    body: { quarantine: { accepted: true } },
  })
  await sweepNow(stack)
  expect(await itemsNow()).toBe(0)
  expect((await announcedSince()).filter((kind) => kind === 'item.removed')).toHaveLength(items.length)
})

const setBreakage = (slug: string, how: string | null) =>
  fetch(`${stack.demo}/_town/breakages/${slug}?how=${how}`, { method: how ? 'PUT' : 'DELETE' })

/** A change event. The API lists the newest first. */
type Change = { id: string; kind: string }

async function anomalies() {
  const messages = (await (await fetch(`${stack.inbox}/messages`)).json()) as Array<{ body: string; verified: boolean }>
  return messages.filter(({ body }) => JSON.parse(body).type === 'sweep.anomalous')
}
