import type { FileStore, SizedStream } from '@edgesweep/core/context.ts'
import { AwsClient } from 'aws4fetch'

export interface Bucket {
  /** The S3 API's address, such as `https://ACCOUNT.r2.cloudflarestorage.com`. */
  endpoint: string
  bucket: string
  /** `auto` for R2. */
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** A file store in a bucket of R2 or of another S3 service. A request with a 5xx answer is retried for some seconds. */
export function s3Files({ endpoint, bucket, region, accessKeyId, secretAccessKey }: Bucket): FileStore {
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 5 })
  const addressOf = (name: string) => `${endpoint}/${bucket}/${name.split('/').map(encodeURIComponent).join('/')}`
  return {
    put: async (name, body, contentType) => {
      const headers = { 'content-type': contentType }
      const answer = await client.fetch(addressOf(name), { method: 'PUT', body: await bytesOf(body), headers })
      if (!answer.ok) throw await errorFrom(answer, `${bucket} did not store ${name}`)
      await answer.body?.cancel()
    },
    get: async (name, range) => {
      const headers = range && { range: `bytes=${range.offset}-${range.offset + range.bytes - 1}` }
      const answer = await client.fetch(addressOf(name), headers ? { headers } : {})
      if (answer.status === 404) {
        await answer.body?.cancel()
        return null
      }
      if (!answer.ok || !answer.body) throw await errorFrom(answer, `${bucket} did not return ${name}`)
      return {
        body: answer.body,
        contentType: answer.headers.get('content-type') ?? 'application/octet-stream',
        size: Number(answer.headers.get('content-length')),
      }
    },
    delete: async (names) => {
      for (const name of names) {
        const answer = await client.fetch(addressOf(name), { method: 'DELETE' })
        if (!answer.ok && answer.status !== 404) throw await errorFrom(answer, `${bucket} did not delete ${name}`)
        await answer.body?.cancel()
      }
    },
  }
}

/** Buffers the whole body, because S3 requires its length and a retry sends it again. */
async function bytesOf(body: string | Uint8Array | SizedStream): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return new Uint8Array(body)
  const bytes = new Uint8Array(await new Response(body.stream).arrayBuffer())
  if (bytes.byteLength === body.size) return bytes
  throw new Error(`expected ${body.size} bytes, received ${bytes.byteLength}`)
}

/** S3 returns the reason as XML (S3 API reference, "Error responses"). */
async function errorFrom(answer: Response, failure: string): Promise<Error> {
  const code = /<Code>([^<]{1,100})<\/Code>/.exec(await answer.text())?.[1]
  return new Error(`${failure}: it answered ${answer.status}${code ? ` ${code}` : ''}`)
}
