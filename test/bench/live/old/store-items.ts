import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { ItemRecord } from '@edgesweep/sites/site/records.ts'
import type pg from 'pg'

interface Listing {
  outletId: string
  /** Whether these are the outlet's first items. First items are not changes. */
  isNew: boolean
  items: ItemRecord[]
}

/** Stores an outlet's items row by row in one transaction. */
export async function storeItems(client: pg.PoolClient, { outletId, isNew, items }: Listing): Promise<void> {
  const note = (itemId: string, kind: string, old: unknown, now: unknown) =>
    client.query('insert into changes (outlet_id, item_id, kind, old, new) values ($1, $2, $3, $4, $5)', [
      outletId,
      itemId,
      kind,
      JSON.stringify(old),
      JSON.stringify(now),
    ])
  await client.query('begin')
  try {
    for (const item of items) {
      const price = foundValue(item.price)
      const values = [
        item.name,
        price?.minor ?? null,
        price?.currency ?? null,
        foundValue(item.availability),
        foundValue(item.url),
        foundValue(item.image),
      ]
      const known = await client.query(
        'select id, name, price_minor::int, currency, availability, url, image_url, listed from items where outlet_id = $1 and key = $2',
        [outletId, item.key],
      )
      const old = known.rows[0]
      if (!old) {
        const { rows } = await client.query(
          `insert into items (outlet_id, key, name, price_minor, currency, availability, url, image_url)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
          [outletId, item.key, ...values],
        )
        if (!isNew) await note(rows[0].id, 'item.added', null, values)
        continue
      }
      const was = [old.name, old.price_minor, old.currency, old.availability, old.url, old.image_url]
      if (old.listed && was.every((value, index) => value === values[index])) continue
      await client.query(
        `update items set name = $2, price_minor = $3, currency = $4, availability = $5, url = $6, image_url = $7, listed = true,
           changed_at = now()
         where id = $1`,
        [old.id, ...values],
      )
      await note(old.id, old.listed ? 'item.changed' : 'item.added', was, values)
    }
    const listed = await client.query('select id, key from items where outlet_id = $1 and listed', [outletId])
    const keys = new Set(items.map(({ key }) => key))
    for (const { id, key } of listed.rows) {
      if (keys.has(key)) continue
      await client.query('update items set listed = false, changed_at = now() where id = $1', [id])
      await note(id, 'item.removed', key, null)
    }
    await client.query('update outlets set last_extracted_at = now() where id = $1', [outletId])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
