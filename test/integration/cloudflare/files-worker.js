import { filesOf } from '@edgesweep/cloudflare/files.ts'

/** Puts and gets files as the port does, for a test. */
export default {
  async fetch(request, env) {
    const files = filesOf(env.FILES)
    const { pathname, searchParams } = new URL(request.url)
    const name = pathname.slice(1)
    if (request.method === 'PUT') {
      const size = Number(request.headers.get('content-length'))
      await files.put(name, { stream: request.body, size }, request.headers.get('content-type'))
      return new Response()
    }
    const [offset, bytes] = ['offset', 'bytes'].map((field) => Number(searchParams.get(field)))
    const found = await files.get(name, bytes ? { offset, bytes } : undefined)
    if (!found) return new Response(null, { status: 404 })
    return Response.json({ ...found, body: await new Response(found.body).text() })
  },
}
