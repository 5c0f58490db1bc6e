import bashTemplate from '../../../shell/completion.bash' with { type: 'text' }
import fishTemplate from '../../../shell/completion.fish' with { type: 'text' }
import zshTemplate from '../../../shell/completion.zsh' with { type: 'text' }
import { quoteForShell } from '@awsx/core'
import { choicesOf, fileWords, profileWords, type CompletionCommand } from './completion-words.ts'

/** The shells there is completion for. */
export type CompletionShell = 'zsh' | 'bash' | 'fish'

/** The completion script of a shell, for these commands. */
export function formatCompletion(shell: CompletionShell, commands: readonly CompletionCommand[]): string {
  switch (shell) {
    case 'zsh':
      return fill(zshTemplate, {
        commands: commands.map(({ name, summary }) => quoteForShell('zsh', `${name}:${summary}`)),
        arguments: commands.flatMap(formatZsh),
      })
    case 'bash':
      return fill(bashTemplate, { arguments: commands.map(formatBash), choices: formatBashChoices(commands) }).replace(
        "'@commands@'",
        quoteForShell('bash', commands.map(({ name }) => name).join(' ')),
      )
    case 'fish':
      return fill(fishTemplate, {
        values: commands.filter((command) => valueOptions(command).length > 0).flatMap(formatFishValues),
        arguments: formatFish(commands),
      })
  }
}

/** Puts lines in the place of `# @name@`, indented as that is. */
function fill(template: string, blocks: Readonly<Record<string, readonly string[]>>): string {
  return template.replaceAll(/^( *)# @(\w+)@$/gm, (line, indent: string, name: string) =>
    blocks[name] === undefined ? line : blocks[name].map((text) => indent + text).join('\n'),
  )
}

function valueOptions({ options }: CompletionCommand): string[] {
  return options.filter(({ value }) => value !== null).map(({ name }) => `--${name}`)
}

function formatZsh(command: CompletionCommand): string[] {
  const escaped = (text: string): string => text.replaceAll(/[\\[\]:]/g, '\\$&')
  const action = (words: readonly string[]): string => {
    if (words.includes(fileWords)) return '_files'
    const plain = words.filter((word) => word !== profileWords)
    if (!words.includes(profileWords)) return plain.length === 0 ? ' ' : `(${plain.join(' ')})`
    return plain.length === 0 ? '__awsx_complete_profiles' : `{ compadd ${plain.join(' ')}; __awsx_complete_profiles }`
  }
  const specs = command.options.map((option) => {
    const flag = `--${option.name}`
    const name = option.value === null ? flag : `${flag}=`
    const value = option.value === null ? '' : `:${option.value}:${action(choicesOf(option))}`
    return quoteForShell('zsh', `(${flag})${name}[${escaped(option.summary)}]${value}`)
  })
  const { first, second, repeats, takesCommand } = command
  const kind = (words: readonly string[]): string => (words.includes(profileWords) ? 'profile' : 'word')
  if (first.length > 0) specs.push(quoteForShell('zsh', `1:${kind(first)}:${action(first)}`))
  if (takesCommand) specs.push(quoteForShell('zsh', '*:::command:__awsx_complete_child'))
  else if (second.length > 0)
    specs.push(quoteForShell('zsh', `${repeats ? '*' : '2'}:${kind(second)}:${action(second)}`))
  return [
    `(${command.name})`,
    `  _arguments -S : \\`,
    ...specs.map((spec) => `    ${spec} \\`),
    '    && return',
    '  ;;',
  ]
}

function formatBash(command: CompletionCommand): string {
  const { name, options, first, second, repeats, takesCommand } = command
  const set = (variable: string, words: readonly string[]): string =>
    words.length === 0 ? '' : ` ${variable}=${quoteForShell('bash', words.join(' '))}`
  return [
    `${name})`,
    set(
      'flags',
      options.map((option) => `--${option.name}`),
    ),
    set('values', valueOptions(command)),
    set('first', first),
    set('second', second),
    set('repeats', repeats ? ['yes'] : []),
    set('takes', takesCommand ? ['yes'] : []),
    ' ;;',
  ].join('')
}

function formatBashChoices(commands: readonly CompletionCommand[]): string[] {
  const choices = new Map(
    commands.flatMap(({ options }) => options.map((option) => [option.name, choicesOf(option)] as const)),
  )
  return [...choices]
    .filter(([, words]) => words.length > 0)
    .map(([name, words]) => `--${name}) printf '%s' ${quoteForShell('bash', words.join(' '))} ;;`)
}

function formatFishValues(command: CompletionCommand): string[] {
  return [`case ${command.name}`, `    string join \\n -- ${valueOptions(command).join(' ')}`]
}

function formatFish(commands: readonly CompletionCommand[]): string[] {
  const quote = (text: string): string => quoteForShell('fish', text)
  const takers = commands.filter(({ takesCommand }) => takesCommand).map(({ name }) => name)
  const lines = [`set -g __awsx_complete_takers ${takers.join(' ')}`]
  for (const { name, summary } of commands)
    lines.push(`complete -c awsx -n __awsx_complete_at -a ${name} -d ${quote(summary)}`)
  for (const { name, options, first, second, repeats, takesCommand } of commands) {
    const offer = (words: readonly string[], place: string): void => {
      const plain = words.filter((word) => word !== profileWords)
      const condition = quote(`__awsx_complete_at ${name} ${place}`)
      if (plain.length > 0) lines.push(`complete -c awsx -n ${condition} -a ${quote(plain.join(' '))}`)
      if (words.includes(profileWords))
        lines.push(`complete -c awsx -n ${condition} -a '(__awsx_complete_profiles)' -d profile`)
    }
    offer(first, repeats ? '+' : '0')
    if (!takesCommand && !repeats) offer(second, '1')
    for (const option of options) {
      const choices = choicesOf(option)
      const value =
        option.value === null ? '' : choices.includes(fileWords) ? ' -r -F' : ` -x -a ${quote(choices.join(' '))}`
      lines.push(
        `complete -c awsx -n ${quote(`__awsx_complete_at ${name}`)} -l ${option.name}${value} -d ${quote(option.summary)}`,
      )
    }
  }
  return lines
}
