import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { admitTarget } from '@edgesweep/core/visit/admit-target.ts'
import { expect, test } from 'vitest'

/** Admits targets with a resolver that knows `names`. `asked` lists the names that it resolved. */
function admitting(names: Record<string, string[]>, allowed = '') {
  const asked: string[] = []
  const ctx = {
    settings: settingsFrom({ ALLOWED_TARGETS: allowed }),
    resolve: async (name: string) => {
      asked.push(name)
      return names[name] ?? []
    },
  }
  return { asked, admit: (address: string) => admitTarget(ctx, address) }
}

test('a name is admitted if all of its addresses are public', async () => {
  const { admit, asked } = admitting({ 'shop.example.com': ['8.8.8.8', '2606:4700:4700::1111'] })
  expect((await admit('https://SHOP.example.com:8443/menu?page=2')).href).toBe(
    'https://shop.example.com:8443/menu?page=2',
  )
  expect(asked).toEqual(['shop.example.com'])
})

test.each([
  [['127.0.0.1']],
  [['10.0.0.1']],
  [['169.254.169.254']],
  [['100.100.100.200']],
  [['0.0.0.0']],
  [['::1']],
  [['::']],
  [['fd00:ec2::254']],
  [['::ffff:127.0.0.1']],
  [['::ffff:8.8.8.8']],
  [['64:ff9b::7f00:1']],
  [['2002:7f00:1::']],
  [['fe80::1%eth0']],
  [['8.8.8.8', '10.0.0.1']],
  [['10.0.0.1', '8.8.8.8']],
  [['8.8.8.8', '::1']],
])('a name that resolves to %s is refused', async (addresses) => {
  const { admit } = admitting({ 'shop.example.com': addresses })
  const refusal = admit('https://shop.example.com/')
  await expect(refusal).rejects.toMatchObject({ code: 'target_refused' })
  await expect(refusal).rejects.toThrow('shop.example.com resolves to an address that is not on the public internet')
})

test('a target is refused without DNS if its address alone shows that it is not public', async () => {
  const { admit, asked } = admitting({ localhost: ['8.8.8.8'], 'db.internal': ['8.8.8.8'] })
  for (const address of ['http://localhost/', 'http://db.internal/', 'http://127.1/', 'ftp://shop.example.com/']) {
    await expect(admit(address)).rejects.toMatchObject({ code: 'target_refused' })
  }
  expect(asked).toEqual([])
})

test('a public IP address is admitted without DNS', async () => {
  const { admit, asked } = admitting({})
  for (const address of ['http://8.8.8.8/', 'http://[2606:4700:4700::1111]/'])
    expect((await admit(address)).href).toBe(address)
  expect(asked).toEqual([])
})

test('an allowed host and port may be private, but not the same name on another port', async () => {
  const { admit, asked } = admitting({ 'shop.example.com': ['10.0.0.1'] }, 'shop.example.com:8080, 127.0.0.1:8788')
  for (const address of ['http://shop.example.com:8080/', 'http://127.0.0.1:8788/'])
    expect((await admit(address)).href).toBe(address)
  expect(asked).toEqual([])
  await expect(admit('http://shop.example.com/')).rejects.toMatchObject({ code: 'target_refused' })
})

test('a name without an address is an error to retry, not a refusal', async () => {
  const failure: unknown = await admitting({})
    .admit('https://gone.example.com/')
    .catch((error) => error)
  expect(failure).not.toBeInstanceOf(EdgesweepError)
  expect(failure).toMatchObject({ message: 'gone.example.com has no address' })
})

test('a target is not admitted when no resolver answers', async () => {
  const ctx = { settings: settingsFrom({}), resolve: () => Promise.reject(new Error('no resolver answers')) }
  await expect(admitTarget(ctx, 'https://shop.example.com/')).rejects.toThrow('no resolver answers')
})

test('a target is not admitted when the answer of the resolver is not an IP address', async () => {
  const { admit } = admitting({ 'shop.example.com': ['8.8.8.8', 'elsewhere.example.com'] })
  await expect(admit('https://shop.example.com/')).rejects.toThrow()
})
