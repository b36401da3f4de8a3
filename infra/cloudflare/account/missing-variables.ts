/** The environment variables of a deployment. */
export interface DeploymentEnv {
  DATABASE_URL?: string
  DATABASE_URL_DIRECT?: string
}

/** A problem with one variable, and its remedy. */
export interface VariableProblem {
  name: keyof DeploymentEnv
  problem: string
  remedy: string
}

const form = 'postgres://USER:PASSWORD@HOST/NAME'

/** Checks the environment variables of a deployment. The problems never contain a value. */
export function missingVariables(env: DeploymentEnv): VariableProblem[] {
  const problems = (['DATABASE_URL', 'DATABASE_URL_DIRECT'] as const).flatMap((name) => {
    const found = judge(name, env[name])
    return found ? [{ name, problem: found[0], remedy: found[1] }] : []
  })
  if (problems.length > 0 || passwordOf(env.DATABASE_URL!) === passwordOf(env.DATABASE_URL_DIRECT!)) return problems
  return [
    {
      name: 'DATABASE_URL',
      problem: "its password differs from DATABASE_URL_DIRECT, but the roles' passwords are derived from the owner's",
      remedy: "use the database owner's user and password in both",
    },
  ]
}

const passwordOf = (url: string): string => new URL(url).password

function judge(name: keyof DeploymentEnv, value: string | undefined): [problem: string, remedy: string] | null {
  const direct = name === 'DATABASE_URL_DIRECT'
  if (!value) {
    const use = direct ? 'without the pooler, for migrations' : 'for the Workers'
    return ['it is not set', `export ${name} with the connection string ${use}: ${form}`]
  }
  const url = URL.parse(value)
  if (!url || !/^postgres(?:ql)?:$/.test(url.protocol)) {
    return ['it is not a Postgres connection string', `write it as ${form}`]
  }
  if (!url.password) return ["it has no password, but the roles' passwords are derived from it", `write it as ${form}`]
  if (direct && url.hostname.split('.')[0]!.endsWith('-pooler')) {
    return ['it is the address of a pooler, through which migrations cannot lock', 'remove "-pooler" from its host']
  }
  return null
}
