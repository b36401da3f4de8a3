import { spawn } from 'node:child_process'

/** Runs a script in a Node process of its own, shows its stdout on `shown`, and returns its exit code and the lines of its stdout. */
export async function runAndShow(
  args: string[],
  shown: NodeJS.WritableStream = process.stdout,
): Promise<{ code: number; lines: string[] }> {
  const child = spawn(process.execPath, [...process.execArgv, ...args], { stdio: ['inherit', 'pipe', 'inherit'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    shown.write(text)
  })
  const code = await new Promise<number>((done) => child.on('close', (exit) => done(exit ?? 1)))
  return { code, lines: output.split('\n') }
}
