import direnv from '../../../shell/direnv/use_awsx.sh' with { type: 'text' }
import ohMyPosh from '../../../shell/prompts/oh-my-posh.jsonc' with { type: 'text' }
import powerlevel10k from '../../../shell/prompts/powerlevel10k.zsh' with { type: 'text' }
import starship from '../../../shell/prompts/starship.toml' with { type: 'text' }
import tide from '../../../shell/prompts/tide.fish' with { type: 'text' }
import tmux from '../../../shell/prompts/tmux.conf' with { type: 'text' }
import { AwsxError, nearestNames } from '@awsx/core'

const prompts: ReadonlyMap<string, string> = new Map([
  ['starship', starship],
  ['powerlevel10k', powerlevel10k],
  ['oh-my-posh', ohMyPosh],
  ['tide', tide],
  ['tmux', tmux],
])

/** The function `use_awsx` of direnv. */
export function readDirenvText(): string {
  return direnv
}

/** What shows the profile in a prompt of another maker. Throws `usage` for one that is not known. */
export function readPromptText(name: string | undefined): string {
  const text = prompts.get(name ?? '')
  if (text !== undefined) return text
  const near = name === undefined ? [] : nearestNames(name, prompts.keys())
  throw new AwsxError('usage', name === undefined ? 'which prompt?' : `there is no piece for the prompt '${name}'`, {
    hint: near[0] === undefined ? [...prompts.keys()].join(', ') : `did you mean ${near[0]}?`,
  })
}
