import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import WebSocket from 'ws'
import type { Stack } from './stack.ts'

/** The open contexts and pages that a browser itself reports. */
export interface BrowserCounts {
  browsers: number
  /** Contexts created by a client, and the pages in them. */
  contexts: number
  pages: number
}

/**
 * The renderer processes of the stack's browsers. They are found as children of the browsers, because their environment does not name the
 * stack.
 */
export async function rendererPids(stack: Stack): Promise<number[]> {
  const own = new Set((await stack.processes()).map(({ pid }) => pid))
  const parents = new Map<number, number>()
  const renderers: number[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=renderer')) renderers.push(Number(name))
    } catch {
      // The process has ended meanwhile.
    }
  }
  const isOwn = (pid: number): boolean => own.has(pid) || (parents.has(pid) && isOwn(parents.get(pid)!))
  return renderers.filter(isOwn)
}

/** Counts the open contexts and pages in all browsers of a stack, over a separate connection to each. A browser that is ending counts as empty. */
export async function countBrowsers(stack: Stack): Promise<BrowserCounts> {
  const folders = (await stack.processes()).flatMap(({ command }) =>
    command.includes('--type=') ? [] : (/--user-data-dir=(\S+)/.exec(command)?.[1] ?? []),
  )
  const each = await Promise.all([...new Set(folders)].map((folder) => countOne(folder).catch(() => null)))
  const alive = each.filter((counts) => counts !== null)
  return {
    browsers: alive.length,
    contexts: alive.reduce((sum, { contexts }) => sum + contexts, 0),
    pages: alive.reduce((sum, { pages }) => sum + pages, 0),
  }
}

async function countOne(folder: string): Promise<{ contexts: number; pages: number }> {
  const [port, path] = readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n')
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { handshakeTimeout: 2_000 })
  try {
    const answers = await new Promise<Record<string, { browserContextIds?: string[]; targetInfos?: Target[] }>>(
      (resolve, reject) => {
        const heard: Record<string, object> = {}
        socket.on('error', reject).on('close', () => reject(new Error('the browser disconnected')))
        socket.on('open', () => {
          socket.send('{"id":1,"method":"Target.getBrowserContexts"}')
          socket.send('{"id":2,"method":"Target.getTargets"}')
        })
        socket.on('message', (data) => {
          const { id, result } = JSON.parse(String(data))
          heard[id] = result
          if (heard[1] && heard[2]) resolve(heard)
        })
      },
    )
    const contexts = answers[1]?.browserContextIds ?? []
    const pages = (answers[2]?.targetInfos ?? []).filter(
      ({ type, browserContextId }) => type === 'page' && contexts.includes(browserContextId),
    )
    return { contexts: contexts.length, pages: pages.length }
  } finally {
    socket.terminate()
  }
}

interface Target {
  type: string
  browserContextId: string
}
