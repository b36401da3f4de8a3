import type { createProgram } from '@edgesweep/cli/run-cli.ts'
import { markdownTable } from './markdown.ts'

type Command = ReturnType<typeof createProgram>

const intro = `# Command line

This page is generated from the command line itself. \`npm run docs\` writes it.

\`npx edgesweep\` runs it in a checkout of the project. The exit code is 0 when the command succeeded, 1 when it failed and 2 when it was called
wrongly; \`import --fail-on-rejects\` may exit with 3. \`--help\` after any command prints its options.

Commands that ask the API read its address from \`EDGESWEEP_API\` and the API key from \`EDGESWEEP_KEY\`. Prefer the variable to \`--key\`: other
users of the machine can read a command line.
`

/** The reference page of the command line. */
export function renderCli(program: Command): string {
  const commands = commandsOf(program)
  const list = markdownTable(
    commands.map(({ path, command }) => ({
      command: `[\`${path}\`](#${path.replaceAll(' ', '-')})`,
      does: command.description(),
    })),
  )
  return `${intro}\n${list}\n${commands.map(renderCommand).join('\n')}`
}

interface Named {
  path: string
  command: Command
}

/** The commands that do something. A command with subcommands is replaced by its subcommands. */
function commandsOf(program: Command, before = ''): Named[] {
  const path = `${before}${program.name()}`
  if (program.commands.length === 0) return [{ path, command: program }]
  return program.commands.flatMap((command: Command) => commandsOf(command, `${path} `))
}

function renderCommand({ path, command }: Named): string {
  const parts = [
    `## ${path}\n\n\`${path} ${command.usage()}\`\n\n${command.description()}\n`,
    markdownTable(
      command.registeredArguments.map((argument) => ({
        argument: `\`${argument.name()}\``,
        meaning: [argument.description, choices(argument.argChoices)].filter(Boolean).join('; '),
      })),
    ),
    markdownTable(command.options.map(optionRow)),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

const optionRow = ({
  flags,
  description,
  defaultValue,
  envVar,
  argChoices,
  mandatory,
}: Command['options'][number]) => ({
  option: `\`${flags}\``,
  meaning: [description, choices(argChoices), mandatory && defaultValue === undefined ? 'required' : '']
    .filter(Boolean)
    .join('; '),
  default: defaultValue === undefined ? '' : `\`${defaultValue}\``,
  variable: envVar === undefined ? '' : `\`${envVar}\``,
})

const choices = (values: readonly string[] | undefined): string =>
  values ? `one of ${values.map((value) => `\`${value}\``).join(', ')}` : ''
