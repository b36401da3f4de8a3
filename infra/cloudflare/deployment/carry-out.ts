import type { Wrangler, WranglerAnswer } from '../account/wrangler.ts'
import type { Step } from './plan-steps.ts'

/** What the steps are carried out with. */
export interface Tools {
  wrangler: Wrangler
  /** Brings the database up to the newest migration. */
  migrate(): Promise<void>
  /** Makes the workloads' roles in the database, or brings them up to date. */
  makeRoles(): Promise<void>
  /** The value of a secret; undefined when it is not set. */
  secret(name: string): string | undefined
}

/** `existed`: nothing was to be done. `address`: where a Worker answers, if it does publicly. */
export type Done = { existed: boolean; address?: string }

/** A step that failed. The message is what the tool said; secrets are blotted out. */
export class StepError extends Error {
  override name = 'StepError'
}

/**
 * Carries out one step; doing it again is harmless.
 * @throws {StepError}
 */
export async function carryOut(step: Step, tools: Tools): Promise<Done> {
  switch (step.kind) {
    case 'queue':
      return make(tools, ['queues', 'create', step.name], ['queues', 'info', step.name])
    case 'bucket':
      return make(tools, ['r2', 'bucket', 'create', step.name], ['r2', 'bucket', 'info', step.name])
    case 'secrets': {
      const values = Object.fromEntries(step.names.map((name) => [name, secretValue(name, tools)]))
      const stdin = JSON.stringify(values)
      const answer = await tools.wrangler(['secret', 'bulk', '--name', step.worker.name], { stdin })
      if (!answer.ok) throw failure(answer, Object.values(values))
      return { existed: false }
    }
    case 'migrations':
      return inDatabase(tools.migrate())
    case 'roles':
      return inDatabase(tools.makeRoles())
    case 'worker': {
      const answer = await tools.wrangler(['deploy'], { cwd: step.worker.folder })
      if (!answer.ok) throw failure(answer)
      const address = /https:\/\/\S+\.workers\.dev/.exec(answer.output)?.[0]
      return address === undefined ? { existed: false } : { existed: false, address }
    }
  }
}

async function inDatabase(work: Promise<void>): Promise<Done> {
  await work.catch((error: Error) => {
    throw new StepError(error.message)
  })
  return { existed: false }
}

/** Creates, and when that fails looks whether the thing was there already: the words of the refusal are not ours to rely on. */
async function make({ wrangler }: Tools, create: string[], info: string[]): Promise<Done> {
  const created = await wrangler(create)
  if (created.ok) return { existed: false }
  if ((await wrangler(info)).ok) return { existed: true }
  throw failure(created)
}

function secretValue(name: string, tools: Tools): string {
  const value = tools.secret(name)
  if (!value) throw new StepError(`${name} is not set: export it, and run the deployment again.`)
  return value
}

function failure({ output }: WranglerAnswer, secrets: string[] = []): StepError {
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, '•••'), output.trim())
  return new StepError(said || 'wrangler failed without a word')
}
