import type { FileLister, FileStore } from '@edgesweep/core/context.ts'
import { expect } from 'vitest'
import type { PortCase } from './port-case.ts'

/** The rules of every list of files. The subject is empty at first. */
export const fileListerCases: Array<PortCase<FileStore & FileLister>> = [
  {
    name: 'a folder is listed in the order of its names, with sizes and times, and without other folders',
    async run(files) {
      const before = Date.now()
      for (const name of ['a/b', 'a/a/z', 'a/B', 'a', 'ab/c', 'b/a']) await files.put(name, name, 'text/plain')
      const { files: listed, isLast } = await files.list('a/', '')
      expect([listed.map(({ name, bytes }) => [name, bytes]), isLast]).toEqual([
        [
          ['a/B', 3],
          ['a/a/z', 5],
          ['a/b', 3],
        ],
        true,
      ])
      for (const { storedAt } of listed) {
        expect(Date.parse(storedAt)).toBeGreaterThanOrEqual(before - 1_000)
        expect(Date.parse(storedAt)).toBeLessThanOrEqual(Date.now() + 1_000)
      }
    },
  },
  {
    name: 'a listing goes on after a name, whether or not a file has it, and ends with the folder',
    async run(files) {
      for (const name of ['a/1', 'a/3', 'b/1']) await files.put(name, name, 'text/plain')
      const namesAfter = async (after: string) => (await files.list('a/', after)).files.map(({ name }) => name)
      expect([await namesAfter('a/1'), await namesAfter('a/2'), await namesAfter('a/3')]).toEqual([
        ['a/3'],
        ['a/3'],
        [],
      ])
      expect(await files.list('c/', '')).toEqual({ files: [], isLast: true })
    },
  },
  {
    name: 'a folder of 1,001 files needs two listings',
    async run(files) {
      const names = Array.from({ length: 1_001 }, (_, n) => `a/${String(n).padStart(4, '0')}`)
      for (const name of names) await files.put(name, '', 'text/plain')
      const first = await files.list('a/', '')
      expect([first.files.length, first.isLast]).toEqual([1_000, false])
      const second = await files.list('a/', first.files.at(-1)!.name)
      expect([second.files.map(({ name }) => name), second.isLast]).toEqual([['a/1000'], true])
    },
  },
]
