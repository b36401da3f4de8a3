import { type DeploymentEnv, missingVariables } from '../account/missing-variables.ts'
import { type Finding, lacking, ok } from './finding.ts'

/** Checks the environment variables of a deployment. */
export function examineVariables(env: DeploymentEnv): Finding[] {
  const problems = missingVariables(env)
  return ['DATABASE_URL', 'DATABASE_URL_DIRECT'].map((name) => {
    const found = problems.find((problem) => problem.name === name)
    return found ? lacking(name, found.problem, found.remedy) : ok(name)
  })
}
