import { domainPermitsOf } from '@edgesweep/cloudflare/domain-permits.ts'
import { expect, test } from 'vitest'

const origin = 'https://shop.example'
const file = { text: 'User-agent: *\nDisallow: /menu', unreachable: null, expiresAt: 60_000 }
const away = async (): Promise<never> => {
  throw new Error('Durable Object reset because its code was updated.')
}

/** The permits of domains whose object answers with these methods. */
const permitsWith = (object: { robots(): Promise<null>; keepRobots(): Promise<void> }) =>
  domainPermitsOf({ idFromName: (name: string) => name, get: () => object } as never, () => 0)

test('an object that does not answer when it is asked for a robots.txt is our fault, and the file is not fetched', async () => {
  const permits = permitsWith({ robots: away, keepRobots: away })
  let fetches = 0
  const read = permits.robots('shop.example', origin, async () => {
    fetches += 1
    return file
  })
  await expect(read).rejects.toMatchObject({ name: 'Away', message: expect.stringContaining('shop.example') })
  expect(fetches).toBe(0)
})

test('a robots.txt that the object cannot keep is used all the same', async () => {
  const permits = permitsWith({ robots: async () => null, keepRobots: away })
  expect(await permits.robots('shop.example', origin, async () => file)).toEqual(file)
})
