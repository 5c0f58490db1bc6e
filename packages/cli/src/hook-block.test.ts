import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addHookBlock, findHookLine, mentionsHook, removeHookBlock } from './hook-block.ts'
import type { HookShell } from './hook-text.ts'

const block = '# >>> awsx >>>\nif command -v awsx >/dev/null; then eval "$(awsx hook zsh)"; fi\n# <<< awsx <<<\n'
const shells: readonly HookShell[] = ['zsh', 'bash', 'fish']
/** Start files as they come: any bytes, with and without a line break at the end. */
const texts = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '#', ' ', '\xff', '\x00', 'awsx', '"') })

describe('the block in a start file', () => {
  test('goes to the end, once, and loads the hook', () => {
    expect(addHookBlock('', 'zsh')).toBe(block)
    expect(addHookBlock('alias l=ls\n', 'zsh')).toBe(`alias l=ls\n${block}`)
    expect(addHookBlock(`one\n${block}two\n`, 'zsh')).toBe(`one\n${block}two\n`)
    for (const shell of shells) expect(mentionsHook(addHookBlock('', shell))).toBe(true)
  })

  test('of an older awsx is changed in its place', () => {
    const older = block.replace('if command', 'old command')
    expect(addHookBlock(`one\n${older}two\n`, 'zsh')).toBe(`one\n${block}two\n`)
  })

  test('goes again, and every other byte stays', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...shells), (text, shell) => {
        const added = addHookBlock(text, shell)
        expect(addHookBlock(added, shell)).toBe(added)
        expect(removeHookBlock(added)).toBe(text)
      }),
    )
  })

  test('what was written below it since keeps its line', () => {
    expect(removeHookBlock(`${addHookBlock('no end', 'zsh')}two\n`)).toBe('no end\ntwo\n')
    expect(removeHookBlock(`${addHookBlock('one\n', 'zsh')}two`)).toBe('one\ntwo')
  })

  test('that does not end is left to the user', () => {
    const broken = 'one\n# >>> awsx >>>\ntwo\n'
    for (const change of [() => addHookBlock(broken, 'zsh'), () => removeHookBlock(broken)])
      expect(change).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })

  test('is told apart from a line of the user', () => {
    expect(findHookLine(addHookBlock('one\n', 'zsh'))).toBeNull()
    expect(findHookLine(`${addHookBlock('one\n', 'zsh')}eval "$(awsx hook zsh)"\n`)).toBe(5)
    expect(findHookLine('# eval "$(awsx hook zsh)"\n')).toBeNull()
    expect(findHookLine('one\nsource ~/lib/awsx.zsh\n')).toBe(2)
  })
})
