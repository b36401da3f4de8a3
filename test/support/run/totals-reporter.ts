import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node'

/** Prints the totals in one plain line that a program can read. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[], reason: TestRunEndReason): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
    const count = (state: string) => states.filter((each) => each === state).length
    // A file that does not load, a failing hook or a failing global setup fails the run without failing a test.
    const broken = modules.filter((module) => module.errors().length > 0 || hasBrokenSuite(module)).length
    const failed = count('failed') + broken + unhandledErrors.length || (reason === 'passed' ? 0 : 1)
    const skipped = count('skipped')
    const lines = [skipped > 0 ? `${skipped} skipped` : '', `${count('passed')} passed, ${failed} failed`]
    process.stdout.write(`${lines.filter(Boolean).join('\n')}\n`)
  }
}

function hasBrokenSuite(module: TestModule): boolean {
  return [...module.children.allSuites()].some((suite) => suite.errors().length > 0)
}
