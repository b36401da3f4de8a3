import { carryOut, type Done, StepError, type Tools } from './carry-out.ts'
import { type Step, titleOf } from './plan-steps.ts'

/** How far a deployment came. `failed` is the step that stopped it; `remaining` does not hold it. */
export interface Progress {
  done: Array<{ step: Step; done: Done }>
  failed: { step: Step; message: string } | null
  remaining: Step[]
}

/** Tells of a step as soon as it ends. */
export type OnStep = (step: Step, done: Done) => void

/** Carries the steps out one after the other and stops at the first that fails, since later ones need earlier ones. */
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

/** The end of a deployment that stopped, for a person: what is done, what went wrong, what is left. */
export function describeFailure({ done, failed, remaining }: Progress): string {
  const [what, name] = titleOf(failed!.step)
  const list = (steps: Step[]) => steps.map((step) => `    ${titleOf(step).join(' ')}`).join('\n') || '    nothing'
  return [
    `Stopped at: ${what} ${name}`,
    '',
    failed!.message.replace(/^/gm, '    '),
    '',
    '  Done:',
    list(done.map(({ step }) => step)),
    '  Not done:',
    list([failed!.step, ...remaining]),
    '',
    'What is done stays and is not done twice: mend the cause and run the deployment again.',
  ].join('\n')
}
