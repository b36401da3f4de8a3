import type { FileStore, SizedStream } from '@edgesweep/core/context.ts'
import { AwsClient } from 'aws4fetch'

export interface Bucket {
  /** Of the S3 API, as `https://ACCOUNT.r2.cloudflarestorage.com`. */
  endpoint: string
  bucket: string
  /** `auto` for R2. */
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** Files in a bucket of R2, or of anything else that speaks S3. What is answered with 5xx is asked again for some seconds. */
export function s3Files({ endpoint, bucket, region, accessKeyId, secretAccessKey }: Bucket): FileStore {
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 5 })
  const addressOf = (name: string) => `${endpoint}/${bucket}/${name.split('/').map(encodeURIComponent).join('/')}`
  return {
    put: async (name, body, contentType) => {
      const headers = { 'content-type': contentType }
      const answer = await client.fetch(addressOf(name), { method: 'PUT', body: await bytesOf(body), headers })
      if (!answer.ok) throw await refusal(answer, `${bucket} did not take ${name}`)
      await answer.body?.cancel()
    },
    get: async (name, range) => {
      const headers = range && { range: `bytes=${range.offset}-${range.offset + range.bytes - 1}` }
      const answer = await client.fetch(addressOf(name), headers ? { headers } : {})
      if (answer.status === 404) {
        await answer.body?.cancel()
        return null
      }
      if (!answer.ok || !answer.body) throw await refusal(answer, `${bucket} did not give ${name}`)
      return {
        body: answer.body,
        contentType: answer.headers.get('content-type') ?? 'application/octet-stream',
        size: Number(answer.headers.get('content-length')),
      }
    },
    delete: async (names) => {
      for (const name of names) {
        const answer = await client.fetch(addressOf(name), { method: 'DELETE' })
        if (!answer.ok && answer.status !== 404) throw await refusal(answer, `${bucket} did not delete ${name}`)
        await answer.body?.cancel()
      }
    },
  }
}

/** All of it, since S3 takes no body of unknown length, and what it refuses is sent again. */
async function bytesOf(body: string | Uint8Array | SizedStream): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return new Uint8Array(body)
  const bytes = new Uint8Array(await new Response(body.stream).arrayBuffer())
  if (bytes.byteLength === body.size) return bytes
  throw new Error(`a file of ${body.size} bytes was told, and ${bytes.byteLength} came`)
}

/** S3 says why in XML (its API reference, "Error responses"). */
async function refusal(answer: Response, what: string): Promise<Error> {
  const code = /<Code>([^<]{1,100})<\/Code>/.exec(await answer.text())?.[1]
  return new Error(`${what}: it answered ${answer.status}${code ? ` ${code}` : ''}`)
}
