import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'

export const root = resolve(import.meta.dirname, '../../../..')

/** The parts of a recipe that matter to a runner, independent of its format. */
export interface Recipe {
  file: string
  /** The arguments of the runner, from `work` on. */
  command: string[]
  /** The variables with plain values; `secret` has the variables with references. */
  plain: Record<string, string>
  secret: Record<string, string>
  stopSeconds: number
  health: string
}

export const readHostFile = (name: string): string => readFileSync(join(root, 'infra/hosts', name), 'utf8')

export const recipes: Recipe[] = [compose(), kubernetes(), ecs(), systemd()]

function compose(): Recipe {
  const file = 'compose.yaml'
  const { command, environment, stop_grace_period, healthcheck } = parse(readHostFile(file)).services.runner
  const references = Object.entries<string>(environment).filter(([, value]) => value.startsWith('${'))
  return {
    file,
    command,
    plain: Object.fromEntries(Object.entries<string>(environment).filter(([, value]) => !value.startsWith('${'))),
    secret: Object.fromEntries(references),
    stopSeconds: Number.parseInt(stop_grace_period, 10),
    health: healthcheck.test.join(' '),
  }
}

interface KubernetesVariable {
  name: string
  value?: string
  valueFrom?: { secretKeyRef: { name: string; key: string } }
}

function kubernetes(): Recipe {
  const file = 'kubernetes.yaml'
  const { spec } = parseAllDocuments(readHostFile(file))[0]!.toJS().spec.template
  const [{ args, env, livenessProbe }] = spec.containers
  const variables: KubernetesVariable[] = env
  return {
    file,
    command: args,
    plain: Object.fromEntries(variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
    secret: Object.fromEntries(
      variables.flatMap(({ name, valueFrom }) => (valueFrom ? [[name, valueFrom.secretKeyRef.key]] : [])),
    ),
    stopSeconds: spec.terminationGracePeriodSeconds,
    health: livenessProbe.httpGet.path,
  }
}

function ecs(): Recipe {
  const file = 'ecs-task.json'
  const [container] = JSON.parse(readHostFile(file)).containerDefinitions
  const named = (list: { name: string; value?: string; valueFrom?: string }[]) =>
    Object.fromEntries(list.map(({ name, value, valueFrom }) => [name, value ?? valueFrom ?? '']))
  return {
    file,
    command: container.command,
    plain: named(container.environment),
    secret: named(container.secrets),
    stopSeconds: container.stopTimeout,
    health: container.healthCheck.command.join(' '),
  }
}

function systemd(): Recipe {
  const file = 'edgesweep-runner@.service'
  const text = readHostFile(file)
  const setting = (name: string) => text.match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1] ?? ''
  const example = readHostFile('runner.env.example').matchAll(/^(\w+)=(.*)$/gm)
  const variables = [...example].map(([, name, value]) => [name!, value!] as const)
  const command = setting('ExecStart').split(' ')
  return {
    file,
    command: command
      .slice(command.indexOf('work'))
      .map((word) => (word === '%i' ? 'profiles' : word.replace(/^\$.*/, '1'))),
    plain: Object.fromEntries(variables.filter(([, value]) => value !== '')),
    secret: Object.fromEntries(variables.filter(([, value]) => value === '')),
    stopSeconds: Number(setting('TimeoutStopSec')),
    health: '/health',
  }
}
