import type { Wrangler } from '@edgesweep/infra/cloudflare/account/wrangler.ts'

export interface Call {
  command: string
  cwd?: string
  stdin?: string
}

/** A wrangler that records its calls. The commands in `failing` fail with that output; the others print the text in `answers`. */
export function fakeWrangler(
  failing: Record<string, string> = {},
  answers: Record<string, string> = {},
): { wrangler: Wrangler; calls: Call[] } {
  const calls: Call[] = []
  const wrangler: Wrangler = async (args, options) => {
    const command = args.join(' ')
    calls.push({ command, ...options })
    const output = failing[command]
    return output === undefined
      ? { ok: true, stdout: answers[command] ?? '[]', output: '' }
      : { ok: false, stdout: '', output }
  }
  return { wrangler, calls }
}
