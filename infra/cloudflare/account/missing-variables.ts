/** The environment variables that a deployment takes. */
export interface DeploymentEnv {
  DATABASE_URL?: string
  DATABASE_URL_DIRECT?: string
}

/** What is wrong with one variable, and what to do. */
export interface VariableProblem {
  name: keyof DeploymentEnv
  problem: string
  remedy: string
}

const form = 'postgres://USER:PASSWORD@HOST/NAME'

/** What is wrong with the environment variables of a deployment; empty when nothing is. Values are never repeated. */
export function missingVariables(env: DeploymentEnv): VariableProblem[] {
  const problems = (['DATABASE_URL', 'DATABASE_URL_DIRECT'] as const).flatMap((name) => {
    const found = judge(name, env[name])
    return found ? [{ name, problem: found[0], remedy: found[1] }] : []
  })
  if (problems.length > 0 || passwordOf(env.DATABASE_URL!) === passwordOf(env.DATABASE_URL_DIRECT!)) return problems
  return [
    {
      name: 'DATABASE_URL',
      problem: "it has another password than DATABASE_URL_DIRECT, and those of the roles are made of the owner's",
      remedy: 'give both the user and password of the owner of the database',
    },
  ]
}

const passwordOf = (url: string): string => new URL(url).password

function judge(name: keyof DeploymentEnv, value: string | undefined): [problem: string, remedy: string] | null {
  const direct = name === 'DATABASE_URL_DIRECT'
  if (!value) {
    const use = direct ? 'past the pooler, for migrations' : 'that the Workers are to use'
    return ['it is not set', `export ${name} with the connection string ${use}: ${form}`]
  }
  const url = URL.parse(value)
  if (!url || !/^postgres(?:ql)?:$/.test(url.protocol)) {
    return ['it is not the connection string of a Postgres', `write it as ${form}`]
  }
  if (!url.password) return ['it has no password, of which those of the roles are made', `write it as ${form}`]
  if (direct && url.hostname.split('.')[0]!.endsWith('-pooler')) {
    return ['it goes to a pooler, through which migrations cannot lock', 'take "-pooler" out of its host']
  }
  return null
}
