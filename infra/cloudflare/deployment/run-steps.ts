import { carryOut, type Done, StepError, type Tools } from './carry-out.ts'
import { type Step, titleOf } from './plan-steps.ts'

/** The progress of a deployment. `failed` is the step that stopped it; `remaining` does not contain it. */
export interface Progress {
  done: Array<{ step: Step; done: Done }>
  failed: { step: Step; message: string } | null
  remaining: Step[]
}

/** Called when a step has ended. */
export type OnStep = (step: Step, done: Done) => void

/** Carries out the steps in order. Stops at the first failure, because later steps need earlier ones. */
export async function runSteps(steps: Step[], tools: Tools, onStep: OnStep): Promise<Progress> {
  const progress: Progress = { done: [], failed: null, remaining: [...steps] }
  for (const step of steps) {
    progress.remaining.shift()
    try {
      const done = await carryOut(step, tools)
      progress.done.push({ step, done })
      onStep(step, done)
    } catch (error) {
      if (!(error instanceof StepError)) throw error
      progress.failed = { step, message: error.message }
      return progress
    }
  }
  return progress
}

/** The report of a failed deployment: the completed steps, the failure, and the remaining steps. */
export function describeFailure({ done, failed, remaining }: Progress): string {
  const [kind, name] = titleOf(failed!.step)
  const list = (steps: Step[]) => steps.map((step) => `    ${titleOf(step).join(' ')}`).join('\n') || '    nothing'
  return [
    `Stopped at: ${kind} ${name}`,
    '',
    failed!.message.replace(/^/gm, '    '),
    '',
    '  Done:',
    list(done.map(({ step }) => step)),
    '  Not done:',
    list([failed!.step, ...remaining]),
    '',
    'Fix the cause and run the deployment again. Completed steps are not repeated.',
  ].join('\n')
}
