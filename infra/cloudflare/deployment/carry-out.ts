import type { Wrangler, WranglerAnswer } from '../account/wrangler.ts'
import type { Step } from './plan-steps.ts'

/** The tools that carry out the steps. */
export interface Tools {
  wrangler: Wrangler
  /** Applies all pending migrations. */
  migrate(): Promise<void>
  /** Creates or updates the database roles. */
  makeRoles(): Promise<void>
  /** The value of a secret; undefined if it is not set. */
  secret(name: string): string | undefined
}

/** The result of a step. `existed`: there was nothing to do. `address`: the public address of a Worker, if it has one. */
export type Done = { existed: boolean; address?: string }

/** A step failed. The message is the tool's output without secrets. */
export class StepError extends Error {
  override name = 'StepError'
}

/**
 * Carries out one step. Steps are idempotent.
 * @throws {StepError}
 */
export async function carryOut(step: Step, tools: Tools): Promise<Done> {
  switch (step.kind) {
    case 'queue':
      return create(tools, ['queues', 'create', step.name], ['queues', 'info', step.name])
    case 'bucket':
      return create(tools, ['r2', 'bucket', 'create', step.name], ['r2', 'bucket', 'info', step.name])
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

/** Creates a resource. If that fails, checks whether it exists, because wrangler's error texts may change. */
async function create({ wrangler }: Tools, createArgs: string[], infoArgs: string[]): Promise<Done> {
  const created = await wrangler(createArgs)
  if (created.ok) return { existed: false }
  if ((await wrangler(infoArgs)).ok) return { existed: true }
  throw failure(created)
}

function secretValue(name: string, tools: Tools): string {
  const value = tools.secret(name)
  if (!value) throw new StepError(`${name} is not set: export it and run the deployment again.`)
  return value
}

function failure({ output }: WranglerAnswer, secrets: string[] = []): StepError {
  const message = secrets.reduce((text, secret) => text.replaceAll(secret, '•••'), output.trim())
  return new StepError(message || 'wrangler failed without output')
}
