import type { FileStore } from '@edgesweep/core/context.ts'
import { expect } from 'vitest'
import type { PortCase } from './port-case.ts'

const name = 'files/key_1/2026-11-25/job_1/a.png'
const type = 'image/png'

const streamOf = (text: string, size = text.length) => ({ stream: new Response(text).body!, size })

/** A stream that fails after its first bytes. */
function failingStream() {
  let sent = false
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent) return controller.error(new Error('cut'))
      sent = true
      controller.enqueue(new TextEncoder().encode('pict'))
    },
  })
  return { stream, size: 7 }
}

async function read(files: FileStore, of = name, range?: { offset: number; bytes: number }) {
  const found = await files.get(of, range)
  return found && { ...found, body: await new Response(found.body).text() }
}

/** The rules of every file store. The subject is empty at first. */
export const fileStoreCases: Array<PortCase<FileStore>> = [
  {
    name: 'a file is returned as it was stored, from bytes, text or a stream',
    async run(files) {
      for (const body of [new TextEncoder().encode('picture'), 'picture', streamOf('picture')]) {
        await files.put(name, body, type)
        expect(await read(files)).toEqual({ body: 'picture', contentType: type, size: 7 })
        await files.delete([name])
      }
    },
  },
  {
    name: 'a file replaces the earlier file of the same name',
    async run(files) {
      await files.put(name, 'picture', type)
      await files.put(name, 'another', type)
      await files.put(name, streamOf('a third one'), type)
      expect(await read(files)).toEqual({ body: 'a third one', contentType: type, size: 11 })
    },
  },
  {
    name: 'a read of a missing file returns null, and its deletion is not an error',
    async run(files) {
      await files.put(name, 'picture', type)
      await files.put('files/b.txt', 'kept', 'text/plain')
      await files.delete([name, 'files/none'])
      await files.delete([name])
      await files.delete([])
      expect([await read(files), await read(files, 'files/none')]).toEqual([null, null])
      expect(await read(files, 'files/b.txt')).toMatchObject({ body: 'kept' })
    },
  },
  {
    name: 'a range of a file is returned with the size of the range',
    async run(files) {
      await files.put(name, 'picture', type)
      for (const [offset, body] of [
        [0, 'pic'],
        [3, 'ture'],
        [6, 'e'],
        [0, 'picture'],
      ] as const) {
        const size = body.length
        expect(await read(files, name, { offset, bytes: size })).toEqual({ body, contentType: type, size })
      }
      expect(await files.get('files/none', { offset: 0, bytes: 1 })).toBeNull()
    },
  },
  {
    name: 'an empty file is stored and returned',
    async run(files) {
      await files.put(name, '', type)
      expect(await read(files)).toEqual({ body: '', contentType: type, size: 0 })
    },
  },
  {
    name: 'a file of 1 MB with all byte values is returned unchanged',
    async run(files) {
      const bytes = Uint8Array.from({ length: 1_048_576 }, (_, n) => (n * 7) % 256)
      await files.put(name, { stream: new Response(bytes).body!, size: bytes.byteLength }, type)
      const found = await files.get(name)
      const back = new Uint8Array(await new Response(found!.body).arrayBuffer())
      expect(back.byteLength).toBe(bytes.byteLength)
      expect(back.every((byte, n) => byte === bytes[n])).toBe(true)
    },
  },
  {
    name: 'a name may have spaces, percent signs and letters beyond ASCII',
    async run(files) {
      const names = ['files/a b/é 100%.txt', 'files/a%20b/é.txt', 'files/a b/é.txt']
      for (const each of names) await files.put(each, each, 'text/plain')
      for (const each of names) expect(await read(files, each)).toMatchObject({ body: each })
    },
  },
  ...(
    [
      ['is shorter than its size', () => streamOf('picture', 9)],
      ['is longer than its size', () => streamOf('picture', 5)],
      ['fails', failingStream],
    ] as const
  ).map(
    ([how, body]): PortCase<FileStore> => ({
      name: `a stream that ${how} is refused and does not change the stored file`,
      async run(files) {
        await expect(files.put(name, body(), type)).rejects.toThrow()
        expect(await files.get(name)).toBeNull()
        await files.put(name, 'before', type)
        await expect(files.put(name, body(), type)).rejects.toThrow()
        expect(await read(files)).toEqual({ body: 'before', contentType: type, size: 6 })
      },
    }),
  ),
]
