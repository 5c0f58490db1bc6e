import { describe, expect, test } from 'vitest'
import { describePrompt, findTheme, promptThemes } from './prompt-theme.ts'

describe('the theme of a prompt', () => {
  test.each([
    ['zsh', 'eval "$(starship init zsh)"\n', 'starship'],
    ['zsh', 'source ~/powerlevel10k/powerlevel10k.zsh-theme\n', 'powerlevel10k'],
    ['zsh', 'ZSH_THEME="powerlevel10k/powerlevel10k"\n', 'powerlevel10k'],
    ['bash', 'x=1\neval "$(oh-my-posh init bash --config a)"\n', 'oh-my-posh'],
    ['fish', 'ilancosman/tide@v6\n', 'tide'],
  ] as const)('of %s is found in %j', (shell, text, theme) => {
    expect(findTheme(shell, ['', text])).toBe(theme)
  })

  test.each([
    ['zsh', '# eval "$(starship init zsh)"\n'],
    ['zsh', 'the tide is high\n'],
    ['bash', 'source powerlevel10k.zsh-theme\n'],
    ['fish', 'alias starship=ls\n'],
  ] as const)('of %s is not found in %j', (shell, text) => {
    expect(findTheme(shell, [text])).toBeNull()
  })

  test('is said with what to do', () => {
    expect(describePrompt('bash', null)).toBe('the hook shows the profile and the time left in PS1')
    for (const theme of promptThemes) expect(describePrompt('fish', theme)).toMatch(new RegExp(`^${theme} `))
  })
})
