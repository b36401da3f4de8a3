import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describeRun } from './describe-machine.ts'
import { measuredPage } from './measured-page.ts'
import { runAndShow } from './run-and-show.ts'

const measured = resolve(import.meta.dirname, '../../docs/measured')
const flag = '--record'

/**
 * With `--record` among the arguments: runs the script without it, shows its output, and writes the page of each line of JSON that it prints.
 * False without it, and nothing is done.
 *
 * @param command as a reader types it, without options
 * @param folder of the pages
 */
export async function recordRun(
  command: string,
  script: string,
  args: string[],
  folder: string = measured,
): Promise<boolean> {
  if (!args.includes(flag)) return false
  const options = args.filter((one) => one !== flag)
  const { code, lines } = await runAndShow([script, ...options])
  const facts = describeRun([command, ...options].join(' '))
  mkdirSync(folder, { recursive: true })
  for (const line of lines.filter((one) => one.startsWith('{'))) {
    const { name, text } = measuredPage(line, facts)
    writeFileSync(join(folder, `${name}.md`), text)
    process.stderr.write(`${name}.md is written.\n`)
  }
  // A run that fell short has a page, too.
  if (code !== 0) process.exit(code)
  return true
}
