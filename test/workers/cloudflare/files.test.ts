import { env } from 'cloudflare:workers'
import { filesOf } from '@edgesweep/cloudflare/files.ts'
import { expect, test } from 'vitest'
import { fileListerCases } from '../../support/conformance/file-lister-cases.ts'
import { fileStoreCases } from '../../support/conformance/file-store-cases.ts'

const { FILES: bucket } = env as unknown as { FILES: R2Bucket }

/** The bucket, empty. */
async function emptyBucket() {
  for (;;) {
    const { objects, truncated } = await bucket.list()
    await bucket.delete(objects.map(({ key }) => key))
    if (!truncated) return filesOf(bucket)
  }
}

test.each(fileStoreCases)('in R2: $name', async ({ run }) => run(await emptyBucket()))
test.each(fileListerCases)('in R2: $name', async ({ run }) => run(await emptyBucket()))

test('one deletion removes more files than R2 deletes in one call', async () => {
  const files = filesOf(bucket)
  const names = Array.from({ length: 1_001 }, (_, n) => `files/${n}`)
  await files.put('files/1000', 'the last one', 'text/plain')
  await files.delete(names)
  expect(await files.get('files/1000')).toBeNull()
})
